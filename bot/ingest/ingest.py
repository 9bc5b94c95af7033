"""Takes in arrivals: decides what changes, splits new texts, then writes all in one transaction."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.ingest.batch import Changes, decide, sort_out
from bot.ingest.receipt import Receipt
from bot.ingest.rederiving import rederive, touched
from bot.linking import LINKING_VERSION
from bot.model import (
    Act,
    Arrival,
    ImportCursor,
    Memory,
    Message,
    MessageRef,
    Trace,
)
from bot.ports import Extractor, MessageLog
from bot.resolution import RESOLUTION_VERSION


class Ingest:
    """The only one that writes the ledger.

    What it has acknowledged stays, whatever happens afterwards; what was not acknowledged may be
    handed in again, as may anything else: a message that is known changes nothing.
    """

    def __init__(self, log: MessageLog, extractor: Extractor) -> None:
        self._log = log
        self._extractor = extractor
        self._turn = asyncio.Lock()

    @property
    def rules(self) -> str:
        """The version of all that derives; where it differs, the ledger may."""
        return f"{self._extractor.version}/{LINKING_VERSION}/{RESOLUTION_VERSION}"

    async def ingest(
        self, arrivals: Sequence[Arrival], *, cursor: ImportCursor | None = None
    ) -> Receipt:
        """Takes in a batch; `cursor` moves in the same transaction.

        A message that cannot be taken in is set aside, named in the receipt. Raises StoreError, and
        then nothing of the batch is written.
        """
        batch = sort_out(arrivals)
        async with self._turn:
            while True:
                memory = await self._log.recall(batch.messages, batch.marks)
                changes = decide(batch, memory)
                failed = await self._extract(changes)
                questions = await self._write(memory, changes, cursor)
                if questions is not None:
                    return changes.receipt(questions, (*batch.set_aside, *failed))

    async def _extract(self, changes: Changes) -> list[MessageRef]:
        """Splits the texts that are new. A message that cannot be split is no longer a change."""
        texts = changes.texts
        acts = await self._acts(texts)
        failed = {message.ref: None for message in texts if message.ref not in acts}
        changes.messages = [
            replace(change, acts=acts.get(change.ref))
            for change in changes.messages
            if change.ref not in failed
        ]
        return list(failed)

    async def _acts(self, messages: Sequence[Message]) -> Mapping[MessageRef, tuple[Act, ...]]:
        """The acts of each message, of one after the other where the batch as a whole fails."""
        if not messages:
            return {}
        try:
            found = await self._extractor.extract(messages)
        except Exception:  # noqa: BLE001  (a plug-in's bug in one text must not stop the others)
            if len(messages) == 1:
                return {}
            parts = [await self._acts([message]) for message in messages]
            return {ref: acts for part in parts for ref, acts in part.items()}
        return {message.ref: acts for message, acts in zip(messages, found, strict=True)}

    async def _write(
        self, memory: Memory, changes: Changes, cursor: ImportCursor | None
    ) -> int | None:
        """Writes it all. Returns how many public numbers were given, or None where another program
        has written since `memory`, so that all must be decided anew.
        """
        if not (changes or cursor):
            return 0
        async with self._log.writing(self.rules) as log:
            if log.generation != memory.generation:
                return None
            await log.describe(changes.channels.values())
            await log.record(changes.messages)
            await log.put_marks(changes.marks.values())
            where = touched(changes.messages, _marked(memory, changes))
            given = [await rederive(log, channel, where[channel]) for channel in where]
            if cursor is not None:
                await log.put_cursor(cursor)
        return sum(given)


def _marked(memory: Memory, changes: Changes) -> list[Message]:
    """The messages that the new marks speak of, as far as they have been read."""
    traces = {**memory.traces, **{change.ref: change.after for change in changes.messages}}
    found = [traces.get(mark.message, Trace()).message for mark in changes.marks.values()]
    return [message for message in found if message is not None]
