"""Writes docs/discord-replies.md, all replies on Discord: `python -m docs.discord_replies`.

The replies are those of the real verbs over a small invented talk; only the moments are put into
words here, as Discord's clients do.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import discord

from bot.commands import VERBS, Board, Context, Verb
from bot.commands.privacy import Sure
from bot.digests.composing import Composer
from bot.digests.runner import Digests
from bot.digests.schedule import Schedule
from bot.errors import LooseEndsError
from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Person,
    Platform,
    Posted,
)
from bot.store import Store, open_store
from bot.views import broken_notice, failed_notice, introduction, stopped_notice
from cogs.answering.options import LISTED
from cogs.answering.verbs import GROUPS
from cogs.pages.page import page_of
from cogs.pages.sheets import sheets
from cogs.pages.ticket import Ticket

PAGE: Final = Path(__file__).with_name("discord-replies.md")
HEAD: Final = """# What it says on Discord
Written out of the program by `python -m docs.discord_replies`; a test keeps the two the same.

Whoever asked sees the reply, and nobody else, unless it was asked for `to_all`. It stands here as \
Discord gets it, in its Markdown; but for moments, which are in words here, and there in the \
reader's own time zone. In square brackets: the buttons and choices below.
"""
NOW: Final = datetime(2026, 5, 11, 18, 30, tzinfo=UTC)
_BEDS: Final = Channel(ChannelRef(Platform.DISCORD, CommunityId("7100"), ChannelId("7200")), "beds")
_MIRA, _JON, _DOV = (
    Author(AuthorId(str(7300 + place)), name) for place, name in enumerate(("mira", "jon", "dov"))
)
_TALK: Final = (
    (
        _MIRA,
        9 * 24,
        "The report says pH 5.1 in the lower beds. Would liming in autumn still help before the "
        "frost? Is it the compost or the old pine needles that made it so acid? If it's the "
        "needles, how long until raking them away shows?",
        None,
    ),
    (_JON, 9 * 24 - 1, "Most likely the needles, but compost from bark can do it too.", 1),
    (_DOV, 3, "Which adapter did you use for the pump?", None),
    (_JON, 2, "The 3/4 inch one. The blue hose is too stiff for it.", 3),
    (_DOV, 1, "The old pump leaks where the hose goes on.", None),
)
"""Who wrote it, how many hours ago, what, and in reply to which."""


@dataclass(frozen=True)
class Example:
    """Somebody uses a verb; `typed` is what stands behind its name."""

    verb: str
    typed: str = ""
    given: dict[str, object] = field(default_factory=dict[str, object])
    viewer: Author = _MIRA


EXAMPLES: Final = (
    Example("questions open", given={"limit": LISTED}),
    Example("questions open", "limit:1", {"limit": 1}),
    Example("questions open", "text:tomatoes", {"text": "tomatoes", "limit": LISTED}),
    Example("questions mine", given={"limit": LISTED}, viewer=_DOV),
    Example("questions find", "text:pump", {"text": "pump", "limit": LISTED}),
    Example("questions show", "number:4", {"number": 4}),
    Example("questions why", "number:2", {"number": 2}),
    Example("questions why", "number:2", {"number": 2}, _JON),
    Example("questions take", "number:1", {"number": 1, "period": timedelta(days=2)}, _JON),
    Example("questions snooze", "number:3", {"number": 3, "period": timedelta(days=7)}, _JON),
    Example("questions resolve", "number:2 by:jon", {"number": 2, "by": "jon"}),
    Example("questions undo", "number:2", {"number": 2}),
    Example("questions reopen", "number:4", {"number": 4}, _DOV),
    Example("questions dismiss", "number:4", {"number": 4}, _DOV),
    Example(
        "questions track",
        "message:https://discord.com/channels/7100/7200/7005 channel:#beds",
        {"message": "7005", "channel": "7200"},
        _JON,
    ),
    Example("claims find", "text:hose", {"text": "hose", "limit": LISTED}),
    Example("claims in", "channel:#beds", {"channel": "7200", "limit": 2}),
    Example("thread show", given={"channel": "7200"}),
    Example("status show"),
    Example("privacy notice"),
    Example("privacy export"),
    Example("privacy optout", viewer=_DOV),
    Example("privacy optin", viewer=_DOV),
    Example("privacy forget", viewer=_DOV),
    Example("privacy forget", "sure:yes", {"sure": Sure.YES}, _DOV),
    Example("digest preview"),
    Example("digest now"),
    Example("digest status"),
    Example("questions resolve", "number:1", {"number": 1}, _JON),
    Example("questions why", "number:77", {"number": 77}),
)
_VERBS: Final = {f"{verb.group} {verb.name}": verb for verb in VERBS}


UNASKED: Final = {
    "In a server that it listens to for the first time": introduction("/"),
    "Where something went wrong": sheets(broken_notice("b7k2m9q"))[0],
    "Where it has to end before the answer is ready": sheets(stopped_notice())[0],
}
"""What else it says, and when."""


def page() -> str:
    """The whole page."""
    said = [_example(title, words) for title, words in UNASKED.items()]
    return HEAD + "".join((*asyncio.run(_examples()), *said))


async def _examples() -> list[str]:
    with TemporaryDirectory() as folder:
        async with open_store(f"sqlite+aiosqlite:///{folder}/l.db", clock=lambda: NOW) as store:
            ingest = Ingest(store, RulesExtractor())
            await ingest.ingest(list(_posts()))
            context = Context(
                viewer=_MIRA.id,
                now=NOW,
                ledger=store,
                recorder=ingest,
                within=frozenset({_BEDS.ref}),
                community=_BEDS.ref.community,
                board=_board(store),
                in_private=True,
            )
            return [await _shown(example, context) for example in EXAMPLES]


def _board(store: Store) -> Board:
    weekly = Schedule("weekly", Platform.DISCORD, _BEDS.ref.channel)
    digests = Digests((weekly,), Composer(store, store.digests), lambda: NOW, "docs")
    return Board(digests, (weekly,), frozenset({weekly.name}))


def _posts() -> Iterator[Posted]:
    for place, (author, hours, text, reply_to) in enumerate(_TALK, start=1):
        message = Message(
            MessageRef(_BEDS.ref, MessageId(str(7000 + place))),
            author,
            NOW - timedelta(hours=hours),
            text,
            reply_to=MessageId(str(7000 + reply_to)) if reply_to else None,
            link=f"https://discord.com/channels/7100/7200/{7000 + place}",
        )
        yield Posted(_BEDS, message)


async def _shown(example: Example, context: Context) -> str:
    verb = _VERBS[example.verb]
    ticket = Ticket(verb, example.given)
    person = Person(Platform.DISCORD, example.viewer.id)
    asked = replace(context, viewer=example.viewer.id, person=person)
    try:
        view = await verb.run(asked, ticket.arguments)
    except LooseEndsError as error:
        view = failed_notice(error)
    shown = page_of(view, ticket, asked)
    buttons = _buttons(shown.buttons.children)
    command = f"/{_name(verb)} {example.typed}".rstrip()
    body = "\n".join(part for part in (shown.embed.description, buttons) if part)
    return _example(f"{example.viewer.name}: `{command}`", body)


def _example(title: str, words: str) -> str:
    return f"\n## {title}\n```text\n{words}\n```\n"


def _name(verb: Verb[Any]) -> str:
    return f"{verb.group} {verb.name}" if verb.group in GROUPS else verb.group


def _buttons(items: Sequence[discord.ui.Item[Any]]) -> str:
    """What stands below, as it can be read: `[◀] [▶]`, `[Look into one ...]`."""
    rows: dict[int | None, list[str]] = {}
    for item in items:
        words = getattr(item, "label", None) or f"{getattr(item, 'placeholder', '')} ▾"
        rows.setdefault(item.row, []).append(f"[{words}]")
    return "\n".join(["", *(" ".join(row) for row in rows.values())]) if rows else ""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
