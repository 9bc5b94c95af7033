"""The parts of this package, put together for one endpoint."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from bot.clock import Clock
from bot.llm.endpoint.client import Access, Patience, connected
from bot.llm.endpoint.gauge import Gauge
from bot.llm.endpoint.ladder import Ladder
from bot.llm.extractor import ModelExtractor
from bot.llm.judge import ModelJudge
from bot.llm.reader import ModelReader
from bot.llm.sending.prompt import Scribe
from bot.ports import Consent, Extractor, Purse


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a model is asked.

    `key` is a secret of the ledger's own: pseudonyms and numbers are drawn by it. `confidence` is
    that from which on what the model says of a reply counts. So many calls run `at_a_time`.
    """

    key: bytes
    batch_tokens: int = 2_000
    confidence: float = 0.7
    at_a_time: int = 2


@dataclass(frozen=True, slots=True)
class Model:
    """A language model, ready to be asked."""

    ladder: Ladder
    reader: ModelReader
    judge: ModelJudge
    terms: Terms

    def extractor(self, rules: Extractor) -> ModelExtractor:
        """What splits messages by the model, and by these rules where it cannot."""
        tokens = self.terms.batch_tokens
        return ModelExtractor(self.reader, rules, self.ladder.gauge, batch_tokens=tokens)


@dataclass(frozen=True, slots=True)
class Guards:
    """Who stands between us and the model."""

    purse: Purse
    consent: Consent


@asynccontextmanager
async def model(
    access: Access,
    patience: Patience,
    terms: Terms,
    guards: Guards,
    now: Clock,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncGenerator[Model]:
    """A model, until the end of the block. Raises ConfigurationError."""
    async with connected(access, patience, now, transport) as client:
        ladder = Ladder(client, guards.purse, Gauge(), now, at_a_time=terms.at_a_time)
        scribe = Scribe(terms.key)
        tokens = terms.batch_tokens
        yield Model(
            ladder,
            ModelReader(ladder, guards.consent, scribe, batch_tokens=tokens),
            ModelJudge(
                ladder,
                guards.consent,
                scribe,
                batch_tokens=tokens,
                confidence=terms.confidence,
            ),
            terms,
        )
