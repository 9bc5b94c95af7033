"""`--extractor`: who splits the messages of a call of the terminal."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

import typer

from bot.cli.piping.extractors import RULES
from bot.cli.screen.layout import counted
from bot.cli.session import settings_of
from bot.extraction import acts_of
from bot.model import Act, Message, Spending

if TYPE_CHECKING:
    from bot.ports import Accounts
    from bot.settings import Settings

Splitting: TypeAlias = Callable[[Sequence[Message]], Sequence[tuple[Act, ...]]]
"""The acts of some messages of one channel, in order."""

_EVER: Final = date.min


def by_rules(messages: Sequence[Message]) -> list[tuple[Act, ...]]:
    return [acts_of(message) for message in messages]


def splitting(call: typer.Context, name: str) -> Splitting:
    """What splits messages by the extractor of this name. Tells on standard error what it cost, and
    what of it the rules had to do alone. Raises ConfigurationError.
    """
    if name == RULES:
        return by_rules
    from bot.llm.spending import Slate
    from bot.modelling import is_plugged_in

    settings, slate = settings_of(call), Slate()

    def split(messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        found, spent = asyncio.run(_split(settings, name, slate, messages))
        if not is_plugged_in(name):
            typer.echo(told(spent, found), err=True)
        return found

    return split


async def _split(
    settings: "Settings", name: str, accounts: "Accounts", messages: Sequence[Message]
) -> tuple[Sequence[tuple[Act, ...]], Spending]:
    from bot.extraction.rules_extractor import RulesExtractor
    from bot.modelling import extractor_of

    async with extractor_of(settings, name, RulesExtractor(), accounts) as extractor:
        return await extractor.extract(messages), await accounts.spent(_EVER)


def told(spent: Spending, found: Sequence[Sequence[Act]]) -> str:
    """What a model cost so far, and how often it had no word on some messages."""
    alone = Counter(why for acts in found if (why := _why_alone(acts)))
    left = "".join(
        f" The rules were alone on {counted(n, 'message')}: {why}." for why, n in alone.items()
    )
    return f"{cost(spent)}.{left}"


def cost(spent: Spending) -> str:
    """What calls took, and what that cost where it is known."""
    calls = counted(spent.calls, "call")
    money = "" if spent.money is None else f", which cost {spent.money.normalize():f}"
    return f"{calls} to the model took {counted(spent.usage.tokens, 'token')}{money}"


def _why_alone(acts: Iterable[Act]) -> str:
    from bot.llm.tasks.weighing import RULES_ALONE

    reasons = (reason for act in acts for reason in act.reasons)
    return next((reason.detail for reason in reasons if reason.cue == RULES_ALONE), "")
