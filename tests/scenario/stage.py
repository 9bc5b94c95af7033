"""Transcript in, views out: a whole house on a temporary database, driven like a person would."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.commands import Context, Permission, Verb
from bot.extraction.rules_extractor import RulesExtractor
from bot.importers import Format, ReadOptions, read
from bot.ingest import Ingest
from bot.model import (
    Arrival,
    AuthorId,
    Deleted,
    Edited,
    Message,
    QuestionQuery,
    Reacted,
    Reaction,
    Record,
    State,
)
from bot.settings import load_settings
from bot.store import Store, open_store
from bot.views.render.plain import plain

ROOM = "room"
DAY = datetime(2026, 5, 4, tzinfo=UTC)
"""The day on which all transcripts play."""
KEEPER = AuthorId("keeper")


def arrivals(source: bytes, kind: Format, options: ReadOptions) -> list[Arrival]:
    """What an importer reads out of a source."""
    return [reading.arrival for reading in read(BytesIO(source), options, format=kind)]


@dataclass
class WallClock:
    """A clock that is moved by hand."""

    now: datetime = DAY + timedelta(hours=20)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Stage:
    """One room, in which people talk while somebody looks at the loose ends."""

    store: Store
    ingest: Ingest
    clock: WallClock
    _said: list[str] = field(default_factory=list[str])

    async def hear(self, transcript: str) -> None:
        """Lines such as `[18:02] <nele> good evening`, after those of before."""
        self._said += [line.strip() for line in transcript.strip().splitlines()]
        talk = "\n".join(self._said).encode()
        await self.take_in(arrivals(talk, Format.TRANSCRIPT, ReadOptions(dated=DAY, channel=ROOM)))

    async def take_in(self, given: Sequence[Arrival]) -> None:
        await self.ingest.ingest(given)

    async def message(self, words: str) -> Message:
        """The one message that holds these words."""
        thread = await self.store.thread(ROOM)
        found = [turn.message for turn in thread.turns if words in turn.message.text]
        assert len(found) == 1, f"{len(found)} messages hold {words!r}"
        return found[0]

    async def edit(self, words: str, text: str) -> None:
        await self.take_in([Edited((await self.message(words)).ref, text, self.clock.now)])

    async def delete(self, words: str) -> None:
        await self.take_in([Deleted((await self.message(words)).ref, self.clock.now)])

    async def react(self, words: str, emoji: str, by: str, *, added: bool = True) -> None:
        reaction = Reaction(emoji, AuthorId(by), self.clock.now)
        await self.take_in([Reacted((await self.message(words)).ref, reaction, added)])

    async def records(self) -> list[Record]:
        """Every question, in the order of talk, rhetorical ones too."""
        everything = QuestionQuery(
            states=frozenset(State), rhetorical=True, snoozed=True, limit=10_000
        )
        page = await self.store.questions(everything)
        return sorted(page.records, key=lambda r: (r.message.order, r.entry.index))

    async def states(self) -> dict[str, str]:
        """Each question, as asked, with its state."""
        return {asked(record): record.entry.standing.state.value for record in await self.records()}

    async def number(self, words: str) -> int:
        """The public number of the question that is asked in these words."""
        found = [record.number for record in await self.records() if words in asked(record)]
        assert len(found) == 1, f"{len(found)} questions hold {words!r}"
        return found[0]

    async def do(self, verb: Verb[Any], **given: object) -> str:
        """What the keeper of the ledger sees after a verb, as plain text."""
        context = Context(
            viewer=KEEPER,
            now=self.clock.now,
            ledger=self.store,
            recorder=self.ingest,
            rights=frozenset(Permission),
        )
        return plain(await verb.run(context, verb.arguments(**given)))


def asked(record: Record) -> str:
    """The question's own clause."""
    return record.entry.question.span.of(record.message.text)


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """An empty room, its ledger in a folder of its own."""
    clock = WallClock()
    settings = load_settings(database_url=str(folder / "ledger.db"))
    async with open_store(settings.database_url, clock=clock) as store:
        yield Stage(store, Ingest(store, RulesExtractor()), clock)
