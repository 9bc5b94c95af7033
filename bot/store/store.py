"""The store: gives a database out for reading and writing."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, bindparam, select, update

from bot.clock import Clock
from bot.model import (
    Channel,
    ChannelRef,
    ClaimPage,
    ClaimQuery,
    CommunityId,
    Coverage,
    Gap,
    ImportCursor,
    Memory,
    MessageRef,
    Missing,
    Place,
    Platform,
    QuestionPage,
    QuestionQuery,
    Record,
    Stretch,
    ThreadRecord,
    Turn,
)
from bot.store import schema
from bot.store.database.lane import Lane, Lanes
from bot.store.digests.desk import DigestDesk
from bot.store.directory import Directory
from bot.store.listening import coverage
from bot.store.listening.desk import Desk
from bot.store.listening.keepsakes import keep, kept
from bot.store.models.desk import ModelDesk
from bot.store.people.desk import PeopleDesk
from bot.store.reading import questions, reach, talk, verdicts
from bot.store.reading.missing import covered, missing
from bot.store.rooms import note_change
from bot.store.search import wipe
from bot.store.writing import recalling
from bot.store.writing.at_hand import AtHand
from bot.store.writing.transaction import Transaction
from bot.store.writing.writer import Writer

_P = ParamSpec("_P")
_Result = TypeVar("_Result")

_UNSURE = -1
"""No generation: nothing is known for sure."""

_meta = schema.meta.c
# Locks out other writers on PostgreSQL; SQLite's own lock is taken when the transaction begins.
_GENERATION = select(_meta.value).where(_meta.key == "generation")
_OWN_GENERATION = _GENERATION.with_for_update()
_COUNT = update(schema.meta).where(_meta.key == "generation").values(value=bindparam("new_value"))


class Store:
    """A ledger in a database. Made by `opening`.

    All that runs SQL is synchronous and runs in a lane: readers beside one another, writers one
    after the other.
    """

    def __init__(self, writer: Lane, readers: Lanes, clock: Clock) -> None:
        self._writer = writer
        self._readers = readers
        self._clock = clock
        self._lock = asyncio.Lock()
        self._directory = Directory()
        self._at_hand = AtHand()
        self._seen = _UNSURE

    async def recall(self, messages: Collection[MessageRef], marks: Collection[str]) -> Memory:
        async with self._lock:
            return await self._readers.read(self._recall, messages, marks)

    @asynccontextmanager
    async def writing(self, rules: str) -> AsyncGenerator[Writer]:
        async with self._lock:
            try:
                transaction = await self._writer.run(self._begin, rules)
                writer = Writer(transaction, self._writer)
                yield writer
                await writer.end(self._commit)
            except BaseException:
                await self._writer.finish(self._writer.connection.rollback)
                raise

    async def outdated(self, rules: str) -> dict[ChannelRef, int]:
        return await self._readers.read(recalling.outdated, rules)

    async def page(self, channel: ChannelRef, after: Place | None, limit: int) -> list[Place]:
        return await self._readers.read(recalling.page, channel, after, limit)

    async def cursor(self, source: str) -> ImportCursor | None:
        return await self._readers.read(recalling.cursor, source)

    async def questions(self, query: QuestionQuery) -> QuestionPage:
        return await self._readers.read(questions.page, query, self._clock())

    async def question(self, number: int, community: CommunityId | None = None) -> Record:
        return await self._readers.read(questions.one, number, community)

    async def claims(self, query: ClaimQuery) -> ClaimPage:
        return await self._readers.read(talk.claims, query)

    async def thread(
        self,
        channel: str,
        community: CommunityId | None = None,
        within: frozenset[ChannelRef] | None = None,
    ) -> ThreadRecord:
        return await self._readers.read(talk.thread, channel, community, within)

    async def turn(self, message: MessageRef) -> Turn:
        return await self._readers.read(reach.turn, message)

    async def channels(self, community: CommunityId | None = None) -> list[Channel]:
        return await self._readers.read(reach.channels, community)

    async def coverage(
        self,
        community: CommunityId | None = None,
        within: frozenset[ChannelRef] | None = None,
    ) -> Coverage:
        return await self._readers.read(covered, community, within)

    async def missing(
        self,
        community: CommunityId | None = None,
        within: frozenset[ChannelRef] | None = None,
    ) -> Missing:
        return await self._readers.read(missing, community, within)

    async def gaps(self, platform: Platform) -> list[Gap]:
        return await self._readers.read(coverage.gaps, platform)

    async def heard_until(self, platform: Platform) -> dict[CommunityId, datetime]:
        return await self._readers.read(coverage.heard_until, platform)

    async def verdicts(self, horizon: int) -> list[tuple[Channel, Stretch]]:
        return await self._readers.read(verdicts.verdicts, horizon)

    async def kept(self, key: str) -> str | None:
        return await self._readers.read(kept, key)

    async def keep(self, key: str, value: str) -> None:
        await self._write(keep, key, value)

    @property
    def desk(self) -> Desk:
        """Where an edge keeps what came until it is taken in."""
        return Desk(self._readers.read, self._write)

    @property
    def digests(self) -> DigestDesk:
        """When digests were due, and what they listed."""
        return DigestDesk(self._readers.read, self._write)

    @property
    def model_desk(self) -> ModelDesk:
        """Where the queue for a language model comes to the store."""
        return ModelDesk(self._readers.read, self._write)

    @property
    def people(self) -> PeopleDesk:
        """What is kept of people, and what they want to be kept."""
        return PeopleDesk(self._readers.read, self._write)

    async def _write(
        self,
        work: Callable[Concatenate[Connection, _P], _Result],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _Result:
        """Does work that derives nothing, in a transaction of its own."""

        def writing() -> _Result:
            result = work(self._writer.connection, *args, **kwargs)
            self._writer.connection.commit()
            return result

        async with self._lock:
            try:
                return await self._writer.run(writing)
            except BaseException:
                await self._writer.finish(self._writer.connection.rollback)
                raise

    def _recall(
        self,
        connection: Connection,
        messages: Collection[MessageRef],
        marks: Collection[str],
    ) -> Memory:
        generation = int(connection.execute(_GENERATION).scalar_one())
        self._doubt(generation)
        return recalling.recall(connection, self._directory, generation, messages, marks)

    def _begin(self, rules: str) -> Transaction:
        connection = self._writer.connection
        generation = int(connection.execute(_OWN_GENERATION).scalar_one())
        self._doubt(generation)
        # Until it is committed, what will be learnt is of rows that may never be.
        self._seen = _UNSURE
        return Transaction(connection, generation, self._directory, self._at_hand, rules)

    def _commit(self, transaction: Transaction) -> None:
        generation = transaction.generation + 1
        if transaction.loses_words:
            wipe(transaction.connection)
        if transaction.moves_channels:
            note_change(transaction.connection, generation)
        transaction.connection.execute(_COUNT, {"new_value": str(generation)})
        transaction.connection.commit()
        self._seen = generation

    def _doubt(self, generation: int) -> None:
        """Forgets what was learnt from rows that another program may have changed since."""
        if generation != self._seen:
            self._directory.clear()
            self._at_hand.clear()
            self._seen = generation
        self._at_hand.shorten()
