"""The language model of the settings, put together with the ledger that it helps with.

Nothing here does anything, and nothing is sent anywhere, unless the settings name an endpoint, a
model, and channels whose talk it may be shown.
"""

from asyncio import TaskGroup, sleep
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from math import nan
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

from bot.clock import Clock, utc_now
from bot.errors import ConfigurationError, StoreError
from bot.llm.later.hybrid import HybridExtractor, is_worth_reading
from bot.llm.sending.consent import Everybody, NamedChannels, Silencing, is_opted_in
from bot.llm.sending.excerpts import is_readable
from bot.llm.spending import Budget, DayPurse, Limit, Prices
from bot.llm.tasks.titling import wants_title
from bot.model import Act, Backlog, Channel, Message, Spending
from bot.plugins import plugged_in
from bot.ports import Accounts, Consent, Extractor, Purse
from bot.settings import LlmSettings, Settings, variable

if TYPE_CHECKING:
    import httpx

    from bot.llm.assembled import Model
    from bot.llm.later.queue import Queue, Recorder
    from bot.meters import Meters
    from bot.store import Store

RULES: Final = "rules"
BY_MODEL: Final = frozenset({"llm", "hybrid"})
_KEY: Final = "model-key"
_METERED_EVERY: Final = 15.0
"""Seconds."""


def is_plugged_in(name: str) -> bool:
    """Whether an extractor of this name is somebody else's."""
    return name != RULES and name not in BY_MODEL


def asks_model(settings: Settings) -> bool:
    """Whether a model reads along. Raises ConfigurationError where it is to, and none is set up."""
    if settings.extractor not in BY_MODEL:
        return False
    if not settings.llm.is_set_up:
        raise ConfigurationError(
            f"{variable('extractor')} is {settings.extractor}, but {variable('llm', 'base_url')} "
            f"or {variable('llm', 'model')} is empty. Name an endpoint and a model, or choose "
            "rules."
        )
    return True


def doubts(settings: Settings) -> Callable[[Channel | None, Message, Sequence[Act]], bool] | None:
    """Which messages are put in the queue for the model; None where there is none."""
    if not asks_model(settings):
        return None
    names, is_hybrid = settings.llm.channels, settings.extractor == "hybrid"

    def doubted(channel: Channel | None, message: Message, acts: Sequence[Act]) -> bool:
        if not is_opted_in(channel, names):
            return False
        if not is_hybrid:
            return is_readable(message)
        return is_worth_reading(message, acts) or wants_title(channel, message, acts)

    return doubted


def budget_of(settings: LlmSettings) -> Budget:
    return Budget(
        Limit(settings.tokens_a_day, settings.money_a_day),
        Limit(settings.tokens_a_day_each, settings.money_a_day_each),
        Prices(*settings.prices),
    )


def purse_of(settings: LlmSettings, accounts: Accounts, now: Clock = utc_now) -> DayPurse:
    return DayPurse(accounts, budget_of(settings), settings.model, now)


@asynccontextmanager
async def model_of(
    settings: LlmSettings,
    key: bytes,
    purse: Purse,
    consent: Consent,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> "AsyncGenerator[Model]":
    """The model of the settings, until the end of the block. Raises ConfigurationError."""
    from bot.llm.assembled import Guards, Terms, model
    from bot.llm.endpoint.client import Access, Patience

    access = Access(settings.base_url, settings.model, settings.api_key)
    patience = Patience(
        connect=settings.connect_seconds,
        first_byte=settings.first_byte_seconds,
        total=settings.total_seconds,
        attempts=settings.attempts,
    )
    terms = Terms(key, settings.batch_tokens, settings.confidence, settings.concurrency)
    async with model(access, patience, terms, Guards(purse, consent), utc_now, transport) as made:
        yield made


@asynccontextmanager
async def queue_of(
    settings: Settings,
    store: "Store",
    recorder: "Recorder",
    tell: Callable[[str, Exception], None] = lambda _event, _error: None,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> "AsyncGenerator[Queue]":
    """The queue of a ledger, with the model that it asks. Raises ConfigurationError."""
    from bot.llm.later.queue import Queue, Staff

    desk, names = store.model_desk, settings.llm.channels
    purse = purse_of(settings.llm, desk)
    consent = NamedChannels(names, desk, people_of(store))
    async with model_of(settings.llm, await key_of(store), purse, consent, transport) as model:
        staff = Staff(model.reader, model.judge, consent, purse, recorder)
        yield Queue(desk, staff, names, utc_now, tell)


async def look_back(settings: Settings, store: "Store", age: timedelta) -> int:
    """Puts into the queue what was in the ledger before the model was, of this age at most. Returns
    how many messages. Raises ConfigurationError.
    """
    from bot.llm.later.older import put_off_since

    doubted = doubts(settings)
    if doubted is None:
        return 0
    since = utc_now() - age
    return await put_off_since(store.model_desk, settings.llm.channels, doubted, since)


async def refine(
    settings: Settings, store: "Store", recorder: "Recorder", meters: "Meters"
) -> None:
    """Has the model of the settings read what waits for it, until this is cancelled. Where there is
    none, nothing waits, and this ends at once. Raises ConfigurationError.
    """
    if not asks_model(settings):
        with suppress(StoreError):
            backlog = await store.model_desk.backlog()
            if backlog.waiting or backlog.failed:
                await store.model_desk.let_go()
        return
    from bot import logs
    from bot.llm.later.queue import FIRST_PAUSE, IDLE

    async with queue_of(settings, store, recorder, logs.fault) as queue, TaskGroup() as tasks:
        metering = tasks.create_task(_meter(queue, store, meters))
        try:
            await queue.run(IDLE, FIRST_PAUSE)
        finally:
            metering.cancel()


async def _meter(queue: "Queue", store: "Store", meters: "Meters") -> None:
    """Keeps the meters of the model right, until it is cancelled."""
    while True:
        with suppress(StoreError):
            backlog = await store.model_desk.backlog()
            show(meters, backlog, await store.model_desk.spent(utc_now().date()))
        meters.model_away.set(bool(queue.trouble))
        await sleep(_METERED_EVERY)


def show(meters: "Meters", backlog: Backlog, today: Spending) -> None:
    """Sets the meters of the model."""
    tokens, money = today.by_thousand
    meters.model_waiting.set(backlog.waiting)
    meters.model_failed.set(backlog.failed)
    meters.model_read.set(backlog.refined)
    meters.model_judged.set(backlog.judged)
    meters.model_dropped.set(sum(backlog.dropped.values()))
    meters.model_calls.set(today.calls)
    meters.model_tokens.set(today.usage.tokens)
    meters.model_money.set(nan if today.money is None else float(today.money))
    meters.model_tokens_each.set(tokens or 0)
    meters.model_money_each.set(nan if money is None else float(money))


async def key_of(store: "Store") -> bytes:
    """The secret by which this ledger's pseudonyms are drawn; made when it is first asked for."""
    kept = await store.kept(_KEY)
    if kept is None:
        kept = token_bytes(32).hex()
        await store.keep(_KEY, kept)
    return bytes.fromhex(kept)


def people_of(store: "Store") -> Silencing:
    """Who knows which people do not want to be kept."""
    return store.people


@asynccontextmanager
async def extractor_of(
    settings: Settings,
    name: str,
    rules: Extractor,
    accounts: Accounts,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> AsyncGenerator[Extractor]:
    """The extractor of this name, for texts that somebody hands in to have them split by it: that
    is their consent. It may cost what the settings say of a day. Raises ConfigurationError.
    """
    if name == RULES:
        yield rules
    elif is_plugged_in(name):
        yield plugged_in(name)
    else:
        asks_model(settings.model_copy(update={"extractor": name}))
        purse = purse_of(settings.llm, accounts)
        async with model_of(settings.llm, token_bytes(32), purse, Everybody(), transport) as model:
            deep = model.extractor(rules)
            yield HybridExtractor(rules, deep) if name == "hybrid" else deep
