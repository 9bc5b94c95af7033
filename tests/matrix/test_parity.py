"""Both edges offer every verb, and say of the same ledger the same, word for word."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.commands import VERBS, Board, Context, Verb
from bot.digests.composing import Composer
from bot.digests.runner import Digests
from bot.digests.schedule import Schedule
from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.model import AuthorId, ChannelRef, CommunityId, Person, Platform
from bot.store import Store, open_store
from bot.views import View
from bot.views.outline import Commands, outline
from cogs.answering.verbs import commands as discord_commands
from cogs.pages.sheets import sheets as discord_sheets
from matrix.answering.sheets import sheets as matrix_sheets
from matrix.answering.typed import Here, Typed, called, parsed
from tests.unit.store.garden import BEDS, JON, NOON, post

LATER = NOON + timedelta(hours=3)
TALK = [
    post("1", "The lower beds have pH 5.1. Would liming them in autumn *still* help?"),
    post("2", "Is it the compost, or the old pine needles? <b>Both</b> smell of `resin`."),
    post("3", "Liming in autumn helps, yes: I did it last year.", by=JON, reply_to="1"),
    post("4", "I think that the needles are to blame.", by=JON),
    post("5", "Compost never makes soil acid.", by=JON),
]
TALK = [
    replace(each, message=replace(each.message, link=f"https://example.org/{each.message.id}"))
    for each in TALK
]
WORDS = {
    "find": "find pine",
    "show": "show 1",
    "why": "why 1",
    "resolve": "resolve 1",
    "reopen": "reopen 1",
    "dismiss": "dismiss 2",
    "take": "take 1 2d",
    "snooze": "snooze 1 1w",
    "track": "track --message 4",
    "undo": "undo 1",
}

TAGS = (
    "del h1 h2 h3 h4 h5 h6 blockquote p a ul ol sup sub li b i u strong em s code hr br div table "
    "thead tbody tr th td caption pre span img details summary"
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'ledger.db'}") as store:
        await Ingest(store, RulesExtractor()).ingest(TALK)
        yield store


def context(store: Store) -> Context:
    here: frozenset[ChannelRef] = frozenset({BEDS.ref})
    return Context(
        viewer=AuthorId("mira"),
        now=LATER,
        ledger=store,
        recorder=Ingest(store, RulesExtractor()),
        within=here,
        settling=here,
        community=CommunityId("garden"),
        board=board(store),
        person=Person(BEDS.ref.platform, AuthorId("mira"), BEDS.ref.community),
        in_private=True,
    )


def board(store: Store) -> Board:
    weekly = Schedule("weekly", Platform.MATRIX, BEDS.ref.channel)
    digests = Digests((weekly,), Composer(store, store.digests), lambda: LATER, "a")
    return Board(digests, (weekly,), frozenset({"weekly"}))


def typed(verb: Verb[Any]) -> Typed:
    said = WORDS.get(verb.name, called(verb)) if verb.group == "questions" else called(verb)
    found = parsed(said, Here(BEDS.ref.channel), "!ends")
    assert isinstance(found, Typed)
    assert found.verb is verb
    return found


def on_discord(view: View) -> list[str]:
    """The words that Discord shows, without its markup."""
    text = "\n".join(discord_sheets(view))
    text = re.sub(r"\[jump\]\(<[^>]*>\)|^#+ |^-# |\*\*|\u200b", "", text, flags=re.MULTILINE)
    return _words(re.sub(r"\\(.)", r"\1", text))


def on_matrix(view: View) -> list[str]:
    """The words that Matrix shows, without its markup; what one could type next is a button on the
    other edge.
    """
    blocks = [block for block in outline(view) if not isinstance(block, Commands)]
    text = "\n".join(sheet.html for sheet in matrix_sheets(blocks, "!ends"))
    return _words(unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<a [^>]*>jump</a>", "", text))))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\s·•]+", text)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: f"{verb.group}-{verb.name}")
async def test_both_edges_say_the_same(store: Store, verb: Verb[Any]) -> None:
    asked = typed(verb)
    if verb.name == "undo":
        mark = typed(next(v for v in VERBS if v.name == "resolve"))
        await mark.verb.run(context(store), mark.arguments)

    view = await verb.run(context(store), asked.arguments)

    assert on_discord(view)
    assert on_discord(view) == on_matrix(view)


class Markup(HTMLParser):
    """Holds that HTML is of the subset that clients show (client-server API, m.room.message)."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS.split()
        assert tag == "a" or not attrs
        assert all(name == "href" and str(to).startswith("https://") for name, to in attrs)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def test_html_is_of_the_subset_that_matrix_allows(store: Store) -> None:
    for verb in VERBS:
        if verb.name == "undo":
            continue  # it says what the verb before it says
        asked = typed(verb)
        for sheet in matrix_sheets(outline(await verb.run(context(store), asked.arguments)), "!"):
            markup = Markup()
            markup.feed(sheet.html)
            markup.close()

            assert markup.open == []


def test_both_edges_offer_every_verb_with_the_same_options() -> None:
    offered: dict[str, set[str]] = {}
    for command in discord_commands():
        children = getattr(command, "commands", [command])
        for child in children:
            offered[child.qualified_name] = {option.display_name for option in child.parameters}

    for verb in VERBS:
        name = f"{verb.group} {verb.name}"
        known = offered[name if name in offered else verb.group]
        assert {parameter.name for parameter in verb.parameters} <= known
        assert parsed(f"help {name}", Here("!x"), "!ends").verb is verb
