"""The rules behind the port: what `ingest` runs by default."""

from collections.abc import Sequence

from bot.extraction.pipeline import RULES_VERSION, extract
from bot.model import Act, Message


class RulesExtractor:
    """`ports.Extractor` by rules: no network, no state, the same answer every time."""

    @property
    def version(self) -> str:
        return RULES_VERSION

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        return [extract(message.text) for message in messages]
