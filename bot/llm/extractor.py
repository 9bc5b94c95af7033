"""`ports.Extractor` by a model: what it can prove, weighed with the rules; else the rules alone."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from bot.errors import ModelError, OverBudget
from bot.llm.endpoint.gauge import Gauge
from bot.llm.sending.excerpts import excerpts
from bot.llm.tasks.weighing import alone, weighed
from bot.model import Act, Author, Excerpt, Message, MessageRef, Reading
from bot.ports import CloseReader, Extractor

_NOT_SENT: Final = "not-sent"
"""Nobody meant these to be read by a model, so nothing is amiss."""


class ModelExtractor:
    """Splits messages by a model. Never waits for one that is away, and never raises for it: the
    rules answer then, and say that they did so alone. `dropped` counts what did not count.
    """

    def __init__(
        self, reader: CloseReader, rules: Extractor, gauge: Gauge, *, batch_tokens: int
    ) -> None:
        self._reader, self._rules = reader, rules
        self._gauge, self._batch_tokens = gauge, batch_tokens
        self.dropped = Counter[str]()

    @property
    def version(self) -> str:
        return f"{self._rules.version}+{self._reader.version}"

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        """As in `ports.Extractor`. Nobody's name leaves who wrote one of the messages."""
        return await self.extract_among(messages, {message.author for message in messages})

    async def extract_among(
        self, messages: Sequence[Message], people: Collection[Author]
    ) -> Sequence[tuple[Act, ...]]:
        """As `extract`, where these people wrote what was said."""
        by_rules = await self._rules.extract(messages)
        last = {message.ref: message for message in messages}
        cut = excerpts(list(last.values()), self._gauge, self._batch_tokens, tuple(people))
        async with asyncio.TaskGroup() as tasks:
            reading = [tasks.create_task(self._read(excerpt)) for excerpt in cut]
        acts: dict[MessageRef, tuple[Act, ...]] = {}
        unread: dict[MessageRef, str] = {}
        for task in reading:
            read = task.result()
            acts |= read.acts
            unread |= read.unread
            self.dropped.update(read.dropped)
        return [
            self._one(ruled, acts, unread, message) if last[message.ref] is message else ruled
            for ruled, message in zip(by_rules, messages, strict=True)
        ]

    def _one(
        self,
        ruled: tuple[Act, ...],
        acts: Mapping[MessageRef, tuple[Act, ...]],
        unread: Mapping[MessageRef, str],
        message: Message,
    ) -> tuple[Act, ...]:
        if message.ref in acts:
            both, ignored = weighed(ruled, acts[message.ref])
            self.dropped.update(ignored)
            return both
        why = unread.get(message.ref, _NOT_SENT)
        return ruled if why == _NOT_SENT else alone(ruled, why)

    async def _read(self, excerpt: Excerpt) -> Reading:
        try:
            return await self._reader.read(excerpt)
        except OverBudget:
            why = "over-budget"
        except ModelError:
            why = "model-away"
        return Reading("", {}, dict.fromkeys((each.ref for each in excerpt.messages), why))
