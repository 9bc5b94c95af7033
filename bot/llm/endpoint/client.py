"""One call to an endpoint that speaks as OpenAI's does. `ports.Endpoint` over httpx."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx
import stamina
from pydantic import SecretStr
from stamina.instrumentation import set_on_retry_hooks

from bot.clock import Clock
from bot.errors import ConfigurationError, ModelAway
from bot.llm.endpoint.breaker import Breaker
from bot.llm.endpoint.wire import Dialect, completion, refusal, retry_after
from bot.model import Completion, Prompt

_OK: Final = 200
_MOST_BYTES: Final = 4_000_000
_LONGEST_ERROR: Final = 20_000


@dataclass(frozen=True, slots=True)
class Access:
    """Where a model is, what it is called there, and the key."""

    base_url: str
    model: str
    key: SecretStr


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how often to ask.

    `total` is for a call with all its attempts, `first_byte` for each of them. Between two there is
    a pause that doubles from `pause` on, with as much again by chance; or what the endpoint asks
    for, where that is not over `longest`.
    """

    connect: float = 5.0
    first_byte: float = 60.0
    total: float = 120.0
    attempts: int = 3
    pause: float = 0.5
    longest: float = 20.0


@dataclass(frozen=True, slots=True, repr=False)
class Client:
    """Asks one model. Its `repr`, its errors and its logs hold neither the key nor a text."""

    access: Access
    patience: Patience
    url: httpx.URL
    http: httpx.AsyncClient
    now: Clock
    breaker: Breaker
    chance: Callable[[], float] = random.random
    _dialect: Dialect = field(default_factory=Dialect)

    def __repr__(self) -> str:
        return f"Client(model={self.access.model!r})"

    @property
    def name(self) -> str:
        return self.access.model

    async def complete(self, prompt: Prompt) -> Completion:
        """As in `ports.Endpoint`."""
        with self.breaker.watched():
            try:
                async with asyncio.timeout(self.patience.total):
                    return await self._persistently(prompt)
            except TimeoutError:
                raise self._slow(self.patience.total) from None

    async def _persistently(self, prompt: Prompt) -> Completion:
        patience = self.patience
        async for attempt in stamina.retry_context(
            on=self._pause,
            attempts=patience.attempts,
            timeout=None,
            wait_initial=patience.pause,
            wait_jitter=patience.pause,
            wait_max=patience.longest,
        ):
            with attempt:
                return await self._fluently(prompt)
        raise AssertionError  # pragma: no cover  (stamina raises what the last attempt raised)

    def _pause(self, error: Exception) -> bool | float:
        """Whether to ask again after an error, or in how many seconds."""
        if not isinstance(error, ModelAway) or error.may_cost:
            return False
        if error.seconds is None:
            return True
        pause = error.seconds + self.chance() * self.patience.pause
        return error.seconds <= self.patience.longest and pause

    async def _fluently(self, prompt: Prompt) -> Completion:
        """Once more, in other words, where the endpoint names a word that it does not know."""
        while True:
            status, body, seconds = await self._call(prompt)
            if status == _OK:
                return completion(body, self.name)
            told = body[:_LONGEST_ERROR].decode("utf-8", "replace")
            if status not in {400, 422} or not self._dialect.learns(told):
                raise refusal(status, told, seconds)

    async def _call(self, prompt: Prompt) -> tuple[int, bytes, float | None]:
        body = self._dialect.body(self.name, prompt)
        request = self.http.build_request("POST", self.url, json=body)
        try:
            response = await self.http.send(request, stream=True)
            try:
                seconds = retry_after(response.headers, self.now)
                return response.status_code, await _read(response), seconds
            finally:
                await response.aclose()
        except httpx.ConnectTimeout:
            raise ModelAway("The language model's endpoint cannot be reached in time.") from None
        except httpx.ReadTimeout:
            raise self._slow(self.patience.first_byte) from None
        except httpx.HTTPError as error:
            kind = type(error).__name__
            message = f"The language model's endpoint cannot be reached ({kind})."
            raise ModelAway(message) from None

    def _slow(self, seconds: float) -> ModelAway:
        message = f"The language model did not answer within {seconds:g} seconds."
        return ModelAway(message, may_cost=True)


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _MOST_BYTES:
            raise ModelAway("The language model's endpoint does not come to an end.", may_cost=True)
    return bytes(body)


@asynccontextmanager
async def connected(
    access: Access,
    patience: Patience,
    now: Clock,
    transport: httpx.AsyncBaseTransport | None = None,
) -> AsyncGenerator[Client]:
    """A client, until the end of the block. Redirects are not followed: they would take the key
    along. Raises ConfigurationError where address or key cannot be.
    """
    set_on_retry_hooks(())  # stamina would log every retry, to standard output if nobody set more
    headers = {"Content-Type": "application/json"}
    key = access.key.get_secret_value()
    if key:
        if not (key.isascii() and key.isprintable()):
            message = "The key of the language model holds characters that no key has."
            raise ConfigurationError(message)
        headers["Authorization"] = f"Bearer {key}"
    try:
        base = httpx.URL(access.base_url)
    except httpx.InvalidURL:
        raise ConfigurationError("The address of the language model is none.") from None
    url = base.copy_with(path=base.path.rstrip("/") + "/chat/completions")
    timeout = httpx.Timeout(
        patience.total, connect=patience.connect, read=patience.first_byte, pool=None
    )
    async with httpx.AsyncClient(
        headers=headers, timeout=timeout, transport=transport, follow_redirects=False
    ) as http:
        yield Client(access, patience, url, http, now, Breaker(now))
