"""What the settings say of a language model, and what comes of it while the bot runs."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from math import isnan
from pathlib import Path

import httpx
import pytest

from bot import modelling
from bot.errors import ConfigurationError
from bot.extraction import acts_of
from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.llm.assembled import Model
from bot.meters import Meters
from bot.model import Arrival, Backlog, Channel, Message, Posted, Spending, Usage
from bot.modelling import asks_model, budget_of, doubts, key_of, refine, show
from bot.ports import Consent, Purse
from bot.settings import LlmSettings, Settings
from bot.store import open_store
from tests.unit.llm.double import CHANNEL, Double, by_text, message

PRUNING = Channel(CHANNEL, "pruning")
UNSURE, SURE = "how to start the pump", "The shed was painted last week by three of us."
ASKS = by_text({UNSURE: [{"kind": "question", "form": "wh"}]})


def settings(extractor: str = "hybrid", **llm: object) -> Settings:
    given = {"base_url": "http://model.example/v1", "model": "tiny", "channels": "pruning"}
    return Settings(extractor=extractor, llm={**given, **llm})  # pyright: ignore[reportArgumentType]


def is_doubted(of: Settings, talk: Message, channel: Channel | None = PRUNING) -> bool:
    doubted = doubts(of)
    assert doubted is not None
    return doubted(channel, talk, acts_of(talk))


def test_nothing_is_asked_by_default() -> None:
    assert not asks_model(Settings())
    assert doubts(Settings()) is None
    assert doubts(settings("some-plug-in")) is None


@pytest.mark.parametrize("missing", ["base_url", "model"])
def test_model_that_is_wanted_and_not_set_up_is_a_wrong_setting(missing: str) -> None:
    with pytest.raises(ConfigurationError, match="LOOSEENDS_LLM__BASE_URL"):
        asks_model(settings(**{missing: ""}))


def test_hybrid_reads_what_is_unsure_and_llm_all_that_people_say() -> None:
    assert is_doubted(settings(), message(UNSURE))
    assert not is_doubted(settings(), message(SURE))
    assert is_doubted(settings("llm"), message(SURE))


@pytest.mark.parametrize("way", ["llm", "hybrid"])
def test_channel_that_was_not_named_is_never_read(way: str) -> None:
    lawn = Channel(CHANNEL, "pruning")

    assert not is_doubted(settings(way, channels=""), message(UNSURE), lawn)
    assert not is_doubted(settings(way), message(UNSURE), None)


def test_budget_is_that_of_the_settings() -> None:
    llm = LlmSettings(tokens_a_day=7, money_a_day_each=Decimal(2), price_sent=1, price_written=3)  # pyright: ignore[reportArgumentType]

    budget = budget_of(llm)

    assert (budget.all.tokens, budget.each.money) == (7, Decimal(2))
    assert budget.prices.of(Usage(1_000_000, 1_000_000)) == Decimal(4)


async def test_secret_of_a_ledger_stays(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/a.db"
    async with open_store(url) as store:
        first = await key_of(store)

    async with open_store(url) as store:
        assert await key_of(store) == first
        assert len(first) == 32


def test_meters_show_what_was_spent() -> None:
    meters = Meters()

    show(meters, Backlog(3, 1, 7, 2, {"a": 2}), Spending(4, Usage(900, 100), 10, Decimal(5)))

    shown = meters.shown().decode()
    for told in (
        "model_waiting 3.0",
        "model_failed 1.0",
        "model_read 7.0",
        "model_judged 2.0",
        "model_dropped 2.0",
        "model_calls_today 4.0",
        "model_tokens_today 1000.0",
        "model_money_today 5.0",
        "model_tokens_by_thousand 100000.0",
        "model_money_by_thousand 500.0",
    ):
        assert f"looseends_{told}" in shown


def test_meters_show_an_unknown_price_as_unknown() -> None:
    meters = Meters()

    show(meters, Backlog(), Spending(money=None))

    money = meters.registry.get_sample_value("looseends_model_money_today")
    assert money is not None
    assert isnan(money)


async def test_model_reads_along_until_it_is_told_to_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double, original = Double(ASKS), modelling.model_of

    def model_of(
        llm: LlmSettings, key: bytes, purse: Purse, consent: Consent, _wire: None
    ) -> AbstractAsyncContextManager[Model]:
        return original(llm, key, purse, consent, httpx.MockTransport(double))

    monkeypatch.setattr(modelling, "model_of", model_of)
    ours, meters = settings(), Meters()
    async with open_store(f"sqlite+aiosqlite:///{tmp_path}/a.db") as store:
        ingest = Ingest(store, RulesExtractor(), doubts=doubts(ours))
        await ingest.ingest([Posted(PRUNING, message(UNSURE))])

        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            waking = Waking(ingest)
            reading = tasks.create_task(refine(ours, store, waking, meters))
            await waking.done.wait()
            reading.cancel()

        assert (await store.model_desk.backlog()).waiting == 0
    assert meters.registry.get_sample_value("looseends_model_waiting") is not None


async def test_without_a_model_nothing_waits_for_one(tmp_path: Path) -> None:
    ours = settings()
    async with open_store(f"sqlite+aiosqlite:///{tmp_path}/a.db") as store:
        ingest = Ingest(store, RulesExtractor(), doubts=doubts(ours))
        await ingest.ingest([Posted(PRUNING, message(UNSURE))])
        assert (await store.model_desk.backlog()).waiting == 1

        await refine(settings("rules"), store, ingest, Meters())

        assert (await store.model_desk.backlog()).waiting == 0


@dataclass
class Waking:
    """Records, and says so."""

    ingester: Ingest
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def ingest(self, arrivals: Sequence[Arrival]) -> object:
        receipt = await self.ingester.ingest(arrivals)
        self.done.set()
        return receipt


async def test_without_a_model_nothing_runs(tmp_path: Path) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path}/a.db") as store:
        await refine(Settings(), store, Ingest(store, RulesExtractor()), Meters())
