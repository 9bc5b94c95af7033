"""The rules behind the port: what `ingest` runs by default."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from bot.extraction.pipeline import RULES_VERSION, acts_of
from bot.model import Act, Message
from bot.ports import Hands

PART: Final = 1_000
"""Messages that are split at a time, where several hands do it."""


class RulesExtractor:
    """`ports.Extractor` by rules: no network, no state, the same answer every time."""

    def __init__(self, hands: Hands | None = None) -> None:
        self._hands = hands

    @property
    def version(self) -> str:
        return RULES_VERSION

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        if self._hands is None:
            return _split(messages)
        found = self._hands.spread(_split, _parts(messages), len(messages))
        return [acts async for part in found for acts in part]


async def _parts(messages: Sequence[Message]) -> AsyncIterator[Sequence[Message]]:
    for at in range(0, len(messages), PART):
        yield messages[at : at + PART]


def _split(messages: Sequence[Message]) -> list[tuple[Act, ...]]:
    return [acts_of(message) for message in messages]
