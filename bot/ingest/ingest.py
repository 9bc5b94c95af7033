"""Takes in arrivals: decides what changes, splits new texts, then writes all in one transaction."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.ingest.batch import Along, Batch, Changes, decide, forget, sort_out, split_again
from bot.ingest.crew import OwnHands, Team
from bot.ingest.departing import lingering
from bot.ingest.live.attention import Attention
from bot.ingest.receipt import Receipt
from bot.ingest.rederiving import Derived, Rederiving
from bot.ingest.refining import Doubts, doubtful, weighed
from bot.ingest.splitting import split
from bot.ingest.stages import STAGES, Stages
from bot.ingest.touching import touched
from bot.model import (
    Act,
    Arrival,
    CoverageNote,
    ImportCursor,
    Left,
    Memory,
    Message,
    MessageRef,
    Person,
    Place,
    Posted,
    Wish,
)
from bot.ports import Extractor, MessageLog, Writing

_PAGE = 10_000
"""So many messages are derived anew in one transaction."""
_FORGOTTEN = 500
"""So many messages of somebody are forgotten in one transaction, so that others need not wait."""


class Ingest:
    """The only one that writes the ledger.

    What it has acknowledged stays, whatever happens afterwards; what was not acknowledged may be
    handed in again, as may anything else: a message that is known changes nothing.

    Where it `lingers`, what was read of a community stays when we are taken out of it, until
    somebody says `leave`.
    """

    def __init__(
        self,
        log: MessageLog,
        extractor: Extractor,
        stages: Stages = STAGES,
        hands: Team | None = None,
        doubts: Doubts | None = None,
        *,
        lingers: bool = False,
    ) -> None:
        self._log = log
        self._extractor = extractor
        self._stages = stages
        self._hands = hands or OwnHands()
        self._doubts = doubts
        self._lingers = lingers
        self._attention = Attention(stages, self._hands.deputy)
        self._turn = asyncio.Lock()
        self._foreseen: dict[MessageRef, tuple[Message, tuple[Act, ...]]] = {}
        self._coming: tuple[Sequence[Arrival], Batch] | None = None

    @property
    def rules(self) -> str:
        """The version of all that derives; where it differs, the ledger may."""
        return f"{self._extractor.version}/{self._stages.version}"

    async def ingest(
        self,
        arrivals: Sequence[Arrival],
        *,
        cursor: ImportCursor | None = None,
        notes: Sequence[CoverageNote] = (),
        on_derived: Callable[[int], None] = lambda _turns: None,
    ) -> Receipt:
        """Takes in a batch; `cursor` moves, and `notes` are kept, in the same transaction.
        `on_derived` hears, part by part, how many turns were linked or resolved.

        A message that cannot be taken in is set aside, named in the receipt. Raises StoreError, and
        then nothing of the batch is written.
        """
        if self._lingers:
            arrivals, partings = lingering(arrivals)
            notes = (*notes, *partings)
        return await self._take_in(arrivals, Along(cursor, notes, on_derived))

    async def leave(self, lefts: Sequence[Left]) -> Receipt:
        """Forgets what was read where we are out of. Raises StoreError."""
        return await self._take_in(lefts, Along())

    async def forget(self, person: Person, at: datetime) -> None:
        """Takes away all that there is of a person up to a moment, part by part. What is broken off
        goes on when it is asked for again. Raises StoreError.
        """
        people = self._log.people
        while traces := await people.traces(person, at, _FORGOTTEN):
            decide = partial(forget, person, at)
            changes, _, _ = await self._settle(traces.messages, traces.marks, decide)
            if not changes:
                break
        async with self._turn, self._log.writing(self.rules) as log:
            self._attention.forget_all()
            await log.end_forgetting(person)
        await people.scrub()

    async def _take_in(self, arrivals: Sequence[Arrival], along: Along) -> Receipt:
        batch = self._sorted_out(arrivals)
        changes, derived, failed = await self._settle(
            batch.messages, batch.marks, lambda memory: decide(batch, memory), along
        )
        for ref in batch.messages:
            self._foreseen.pop(ref, None)
        for wished in changes.wishes:
            if wished.wish is Wish.FORGET:
                await self.forget(wished.person, wished.at)
        return replace(
            changes.receipt(derived.questions, (*batch.set_aside, *failed)),
            underived=derived.failed,
        )

    async def foresee(self, arrivals: Sequence[Arrival]) -> None:
        """Splits the texts of messages that are about to be handed in, while others are written.
        Changes nothing but how long that takes.
        """
        batch = sort_out(arrivals)
        self._coming = arrivals, batch
        posted = [
            replace(arrival.message, reactions=()) if arrival.message.reactions else arrival.message
            for arrival in batch.arrivals
            if isinstance(arrival, Posted)
        ]
        with suppress(Exception):  # it will fail again, where it is known what to do about it
            found = await self._extractor.extract(posted)
            for message, acts in zip(posted, found, strict=True):
                self._foreseen[message.ref] = (message, acts)

    def _sorted_out(self, arrivals: Sequence[Arrival]) -> Batch:
        """The arrivals as they can be kept; known where these very ones were foreseen."""
        coming, self._coming = self._coming, None
        return coming[1] if coming and coming[0] is arrivals else sort_out(arrivals)

    async def rederive(
        self, progress: Callable[[int, int], None] = lambda _done, _all: None
    ) -> int:
        """Derives anew what other rules derived; numbers and marks stay. Returns how many messages
        were read again. `progress` hears how many of how many are done. Where it is broken off, it
        goes on with the channel that it was at. Raises StoreError.
        """
        outdated = await self._log.outdated(self.rules)
        done, of = 0, sum(outdated.values())
        for channel in sorted(outdated):
            last: Place | None = None
            while page := await self._log.page(channel, last, _PAGE):
                refs = [MessageRef(channel, id_) for _, id_ in page]
                await self._settle(refs, (), split_again)
                done, last = done + len(page), page[-1]
                progress(done, of)
            async with self._turn, self._log.writing(self.rules) as log:
                await log.settle(channel)
        return done

    async def _settle(
        self,
        messages: Collection[MessageRef],
        marks: Collection[str],
        decide: Callable[[Memory], Changes],
        along: Along | None = None,
    ) -> tuple[Changes, Derived, list[MessageRef]]:
        """Decides by what is known, splits the texts, and writes; again where another program wrote
        in between. Returns what changed, what was derived, and what cannot be split.
        """
        async with self._turn:
            while True:
                memory = await self._log.recall(messages, marks)
                changes = decide(memory)
                failed = await self._extract(changes)
                derived = await self._write(memory, changes, along or Along())
                if derived is not None:
                    return changes, derived, failed

    async def _extract(self, changes: Changes) -> list[MessageRef]:
        """Splits the texts. A message that cannot be split is no longer a change."""
        texts = changes.texts
        known = {
            message.ref: foreseen[1]
            for message in texts
            if (foreseen := self._foreseen.get(message.ref)) and foreseen[0] == message
        }
        unknown = [message for message in texts if message.ref not in known]
        acts = {**known, **await split(self._extractor, unknown)}
        failed = {message.ref: None for message in texts if message.ref not in acts}
        changes.messages = [
            replace(change, acts=weighed(change, acts.get(change.ref)))
            for change in changes.messages
            if change.ref not in failed
        ]
        return list(failed)

    async def _write(self, memory: Memory, changes: Changes, along: Along) -> Derived | None:
        """Writes it all. Returns None where another program has written since `memory`, so that all
        must be decided anew.
        """
        if not (changes or along.cursor or along.notes):
            return Derived()
        async with self._log.writing(self.rules) as log:
            if log.generation != memory.generation:
                return None
            self._attention.doubt(log.generation)
            await self._record(log, memory, changes)
            where = touched(changes.messages, changes.marked(memory))
            for channel, here in where.items():
                if not here.went_on:
                    self._attention.unlearn(channel, {id_ for _, id_ in here.turns})
            rederiving = Rederiving(log, self._attention, self._hands, along.on_derived)
            derived = await rederiving.rederive(where)
            if along.cursor is not None:
                await log.put_cursor(along.cursor)
            if along.notes:
                await log.put_coverage(along.notes)
        return derived

    async def _record(self, log: Writing, memory: Memory, changes: Changes) -> None:
        """Writes what people posted and said, and that channels are gone."""
        if changes.departures and await log.forget(changes.departures):
            self._attention.forget_all()
        for wished in changes.wishes:
            await log.put_silences(wished.person, changes.silences)
            if wished.wish is Wish.FORGET:
                await log.begin_forgetting(wished.person, wished.at)
        if changes.channels:
            await log.describe(changes.channels.values())
        if changes.messages:
            await log.record(changes.messages)
            if self._doubts is not None:
                await log.put_pending(doubtful(self._doubts, memory, changes))
        if changes.marks:
            await log.put_marks(changes.marks.values())
