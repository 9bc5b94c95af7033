"""Suggestions while somebody types: questions by number and words, channels by name.

Only what whoever types may read now. There is no time to be thorough: private threads are left out,
but for the one that it is typed in.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeAlias

from discord.app_commands import Choice

from bot import logs
from bot.commands import Context
from bot.errors import LooseEndsError, NotFound
from bot.model import UNRESOLVED, Order, QuestionQuery, Record, State
from bot.views.text import name, quote
from cogs.audience.viewing import Asked, context_of

Suggest: TypeAlias = Callable[[Asked, str], Coroutine[Any, Any, list[Choice[str]]]]

MOST: Final = 25
_WIDE: Final = 90
_SETTLED: Final = frozenset(State) - UNRESOLVED


def questions(states: frozenset[State]) -> Suggest:
    """Suggests questions in these states: the one with the number, then those with the words."""

    async def suggest(asked: Asked, typed: str) -> list[Choice[str]]:
        try:
            context = await context_of(asked, thorough=False)
            found = {r.number: r for r in await _questions(context, states, typed.strip("# "))}
        except LooseEndsError as error:
            logs.note("no-suggestion", error=type(error).__name__)
            return []
        return [
            Choice(name=quote(f"#{number} {_asked(record)}", _WIDE), value=f"#{number}")
            for number, record in found.items()
        ][:MOST]

    return suggest


async def channels(asked: Asked, typed: str) -> list[Choice[str]]:
    """Suggests channels and threads that have something in the ledger, those of that name first."""
    try:
        context = await context_of(asked, thorough=False)
        known = await context.ledger.channels(context.community)
    except LooseEndsError as error:
        logs.note("no-suggestion", error=type(error).__name__)
        return []
    wanted = typed.removeprefix("#").casefold()
    found = [
        channel
        for channel in known
        if channel.ref in (context.within or ()) and wanted in channel.name.casefold()
    ]
    found.sort(key=lambda channel: (not channel.name.casefold().startswith(wanted), channel.name))
    return [
        Choice(name=f"#{name(channel.name, _WIDE)}", value=channel.ref.channel[:100])
        for channel in found[:MOST]
    ]


async def _questions(context: Context, states: frozenset[State], typed: str) -> list[Record]:
    numbered = await _numbered(context, int(typed)) if _is_number(typed) else []
    asked = QuestionQuery(
        states=states,
        community=context.community,
        text=typed or None,
        order=Order.NEWEST,
        limit=MOST,
        within=context.within,
    )
    page = await context.ledger.questions(asked)
    return [*numbered, *page.records]


async def _numbered(context: Context, number: int) -> list[Record]:
    try:
        record = await context.ledger.question(number, context.community)
    except NotFound:
        return []
    return [record] if record.channel.ref in (context.within or ()) else []


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < 10


def _asked(record: Record) -> str:
    return record.entry.question.span.of(record.message.text)
