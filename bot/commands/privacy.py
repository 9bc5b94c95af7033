"""The verbs by which people have their say: notice, export, forget, optout, optin."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC
from enum import StrEnum
from shlex import quote
from typing import Final

from bot.commands.reading import Nothing
from bot.commands.verb import Context, Verb, argument, arguments
from bot.errors import NotAllowed, NotFound, WrongUse
from bot.model import AuthorId, Belongings, Person, Platform, Wish, Wished
from bot.views import (
    View,
    export_view,
    heeded_notice,
    privacy_view,
    unsure_notice,
)

_SNOWFLAKE: Final = re.compile(r"[0-9]{15,20}")
_ACCOUNT: Final = re.compile(r"@[^:\s]+:\S+")


class Sure(StrEnum):
    """What somebody says who is sure."""

    YES = "yes"


@arguments
class Forgetting:
    """Whether somebody is sure."""

    sure: Sure | None = argument("Say yes: nothing brings it back.", default=None, positional=True)


def person(context: Context) -> Person:
    """Whoever asks. Raises WrongUse at the terminal where nobody is named."""
    if context.person is None:
        raise WrongUse("Say whose: --author and a name or an id.")
    return context.person


async def on_behalf(context: Context, name: str) -> Context:
    """The context of somebody who is called so, for whom the keeper of the database acts; "": of
    nobody. Raises NotFound, and WrongUse where several are called so.
    """
    if not name:
        return context
    found = await context.ledger.people.called(name, context.community) or _by_id(name)
    if not found:
        raise NotFound(f"Nobody called {name} has posted anything that is kept.")
    if len(found) > 1:
        ids = ", ".join(f"{p.id} ({p.community or p.platform})" for p in found)
        raise WrongUse(f"Several are called {name}: {ids}. Use the id, and --community.")
    return replace(context, viewer=found[0].id, person=found[0], in_private=True)


def _by_id(name: str) -> Sequence[Person]:
    """Somebody of whom nothing is kept, by the id that their platform gave them."""
    if _SNOWFLAKE.fullmatch(name):
        return [Person(Platform.DISCORD, AuthorId(name))]
    return [Person(Platform.MATRIX, AuthorId(name))] if _ACCOUNT.fullmatch(name) else []


async def _in_private(context: Context) -> Belongings | None:
    """What is kept of whoever asks; None where others read the answer too."""
    whose = person(context)
    return await context.ledger.people.belongings(whose) if context.in_private else None


def _alone(context: Context) -> None:
    """Raises where others would read the answer."""
    person(context)
    if not context.in_private:
        raise NotAllowed(
            "Others would read it here. Ask me in a room where there are only the two of us."
        )


async def _notice(context: Context, _nothing: Nothing) -> View:
    return privacy_view(await _in_private(context), now=context.now)


async def _export(context: Context, _nothing: Nothing) -> View:
    belongings = await context.ledger.people.belongings(person(context))
    return export_view(belongings, now=context.now)


async def _forget(context: Context, given: Forgetting) -> View:
    if given.sure is None:
        held = await _in_private(context)
        is_keeper = context.within is None
        named = ("--author", quote(context.viewer)) if is_keeper else ()
        return unsure_notice(held, *named, now=context.now)
    return await _wish(context, Wish.FORGET)


def _wishing(wish: Wish) -> Callable[[Context, Nothing], Awaitable[View]]:
    async def run(context: Context, _nothing: Nothing) -> View:
        return await _wish(context, wish)

    return run


async def _wish(context: Context, wish: Wish) -> View:
    whose = person(context)
    before = await context.ledger.people.belongings(whose)
    await context.recorder.ingest([Wished(whose, wish, context.now.astimezone(UTC))])
    return heeded_notice(wish, before=before, now=context.now, in_private=context.in_private)


NOTICE = Verb(
    "privacy",
    "notice",
    "Tell what is read and kept of you, and what you can do about it.",
    Nothing,
    _notice,
    person,
)
EXPORT = Verb(
    "privacy",
    "export",
    "Give you all that is kept of you, as JSON and as Markdown.",
    Nothing,
    _export,
    _alone,
)
FORGET = Verb(
    "privacy",
    "forget",
    "Forget all that you posted and did up to now, for good.",
    Forgetting,
    _forget,
    person,
)
OPT_OUT = Verb(
    "privacy",
    "optout",
    "Keep nothing of what you post and do from now on.",
    Nothing,
    _wishing(Wish.OPT_OUT),
    person,
)
OPT_IN = Verb(
    "privacy",
    "optin",
    "Keep what you post again, from now on.",
    Nothing,
    _wishing(Wish.OPT_IN),
    person,
)
PRIVACY = (NOTICE, EXPORT, FORGET, OPT_OUT, OPT_IN)
