"""Our own extractors, held against the contract that plug-ins are held against."""

import hashlib
import json
from datetime import UTC, datetime

from bot.errors import ModelAway
from bot.extraction.rules_extractor import RulesExtractor
from bot.llm.endpoint.gauge import Gauge
from bot.llm.endpoint.ladder import Ladder
from bot.llm.extractor import ModelExtractor
from bot.llm.reader import ModelReader
from bot.llm.sending.prompt import Scribe
from bot.model import Completion, Prompt
from bot.ports import Endpoint, Extractor
from bot.testing import ExtractorContract
from tests.unit.llm.double import Opted, Wallet, control, lines_in


def by(endpoint: Endpoint) -> Extractor:
    """The extractor that asks this model."""
    ladder = Ladder(endpoint, Wallet(10**12), Gauge(), lambda: datetime(2026, 1, 1, tzinfo=UTC))
    reader = ModelReader(ladder, Opted(), Scribe(b"key"), batch_tokens=2_000)
    return ModelExtractor(reader, RulesExtractor(), Gauge(), batch_tokens=2_000)


class Fantast:
    """Says of each text what its hash says: stretches of it, words that are not there, anything."""

    name = "fantast"

    async def complete(self, prompt: Prompt) -> Completion:
        items = [said for line in lines_in(prompt.matter) for said in self._of(line)]
        return Completion(json.dumps({"items": [*control(), *items]}), self.name)

    def _of(self, line: dict[str, str]) -> list[dict[str, object]]:
        text = line["text"]
        drawn = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        kinds = ("question", "claim", "request", "other", "song")
        return [
            {
                "id": line["id"],
                "kind": kinds[drawn[n] % 5],
                "form": ("polar", "hedged", "none", 4)[drawn[n + 1] % 4],
                "wanted": drawn[n + 2] % 2 == 0,
                "quote": text[drawn[n + 3] % 9 :][: drawn[n + 4] % 80] or "never said",
            }
            for n in range(0, 25, 5)
        ]


class Absent:
    """Never there."""

    name = "absent"

    async def complete(self, prompt: Prompt) -> Completion:
        raise ModelAway("gone")


class TestRulesExtractor(ExtractorContract):
    def extractor(self) -> Extractor:
        return RulesExtractor()


class TestModelThatSaysAnything(ExtractorContract):
    def extractor(self) -> Extractor:
        return by(Fantast())


class TestModelThatIsAway(ExtractorContract):
    def extractor(self) -> Extractor:
        return by(Absent())
