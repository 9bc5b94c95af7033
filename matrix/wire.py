"""Requests to a homeserver: repeated where that is safe, and never faster than it asks for."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self, TypeAlias
from urllib.parse import quote

import aiohttp
from yarl import URL

Json: TypeAlias = dict[str, Any]
Query: TypeAlias = Mapping[str, str | Sequence[str]]

_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 5.0
_BETWEEN: Final = 10.0
_LONGEST_WAIT: Final = 60.0
"""Seconds: between two tries where the server fails, and where it says how long to wait."""
_PATIENCE: Final = 90.0
"""Seconds that one request may take; a sync is held back for a third of that."""
BUSY: Final = 429
"""The status by which a server asks to wait."""
_SIGNED_OUT: Final = 401
_PASSING: Final = frozenset({500, 502, 503, 504, 520, 522, 524})
_PREFIX: Final = "/_matrix/client/v3"
_DOWNLOAD: Final = "/_matrix/client/v1/media/download"
_CHUNK: Final = 1 << 16
_MEDIA: Final = "/_matrix/media/v3/upload"


class Unreachable(Exception):
    """The server does not answer, or not in words that anybody can read."""


class TooLarge(Exception):
    """What was asked for is larger than whoever asked wants to have."""


class Refused(Exception):
    """The server says no: by its code (`M_FORBIDDEN`) and the status of HTTP."""

    def __init__(self, status: int, code: str, wait: float = 0.0) -> None:
        self.status, self.code, self.wait = status, code, wait
        super().__init__(f"{status} {code}")

    @property
    def is_passing(self) -> bool:
        """Whether the same may be granted in a while."""
        return self.status == BUSY or self.status in _PASSING

    @property
    def is_final(self) -> bool:
        """Whether it is about what was asked: not about when, nor about who we are."""
        return not self.is_passing and self.status != _SIGNED_OUT


@dataclass(frozen=True, slots=True)
class Pace:
    """How patiently a request is repeated; tests have no minutes. `between` are the seconds
    between two requests whose answer nobody waits for.
    """

    tries: int = _TRIES
    first_pause: float = _FIRST_PAUSE
    longest_pause: float = _LONGEST_PAUSE
    between: float = _BETWEEN


class Wire:
    """A connection to one homeserver; to be used as a context.

    Requests with a method that may be repeated (GET, PUT) are, where the server is unreachable or
    says 5xx; any request is where it asks to wait (429). A PUT bears its transaction id in its
    path, so that repeating it says nothing twice.
    """

    def __init__(self, server: str, token: str = "", pace: Pace | None = None) -> None:
        self._server = server.rstrip("/")
        self.token = token
        self._pace = pace or Pace()

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=_PATIENCE, connect=10.0)
        self._session = aiohttp.ClientSession(timeout=timeout)
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self._session.close()

    async def get(self, *path: str, **query: str) -> Json:
        return _object(await self._repeated("GET", path, query=query))

    async def get_list(self, *path: str) -> list[Json]:
        answer = await self._repeated("GET", path)
        if not isinstance(answer, list):
            raise Unreachable
        return [each for each in answer if isinstance(each, dict)]

    async def put(self, *path: str, body: Json) -> Json:
        return _object(await self._repeated("PUT", path, body=body))

    async def post(self, *path: str, body: Json | None = None, query: Query | None = None) -> Json:
        return _object(await self._repeated("POST", path, query=query, body=body or {}))

    async def once(self, *path: str, **query: str) -> Json:
        """A GET that is not repeated: whoever asks decides how to go on."""
        return _object(await self._asked("GET", path, query=query))

    async def upload(self, data: bytes, kind: str, name: str) -> str:
        """Hands over a file of a kind as HTTP calls it; returns the address by which it is posted.
        Not repeated: what was handed over and is not posted is nobody's loss.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        url = URL(self._server + _MEDIA).with_query(filename=name)
        try:
            async with self._session.post(url, data=data, headers=headers) as response:
                answer = _object(await _json(response))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable from error
        if not response.ok:
            raise _refusal(response, answer)
        return str(answer.get("content_uri", ""))

    async def download(self, *path: str, most: int) -> bytes:
        """The bytes of a file, up to so many; not repeated. Raises TooLarge too."""
        try:
            async with self._session.get(
                self._url(_DOWNLOAD, path), headers=self._headers()
            ) as response:
                if not response.ok:
                    raise _refusal(response, {})
                return await _bytes(response, most)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable from error

    async def _repeated(
        self,
        method: str,
        path: tuple[str, ...],
        *,
        query: Query | None = None,
        body: Json | None = None,
    ) -> Any:  # noqa: ANN401  (any JSON)
        pause = self._pace.first_pause
        for tried in range(1, self._pace.tries + 1):
            try:
                return await self._asked(method, path, query=query, body=body)
            except (Refused, Unreachable) as error:
                if tried == self._pace.tries or not _may_repeat(error, method):
                    raise
                told = error.wait if isinstance(error, Refused) else 0.0
            await asyncio.sleep((told or pause) * _jitter())
            pause = min(2 * pause, self._pace.longest_pause)
        raise Unreachable

    async def _asked(
        self,
        method: str,
        path: tuple[str, ...],
        *,
        query: Query | None = None,
        body: Json | None = None,
    ) -> Any:  # noqa: ANN401  (any JSON)
        try:
            async with self._session.request(
                method,
                self._url(_PREFIX, path),
                params=query,
                json=body,
                headers=self._headers(),
            ) as response:
                answer = await _json(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable from error
        if response.ok:
            if answer is None:
                raise Unreachable
            return answer
        raise _refusal(response, answer if isinstance(answer, dict) else {})

    def _url(self, prefix: str, path: tuple[str, ...]) -> URL:
        parts = "".join(f"/{quote(part, safe='')}" for part in path)
        return URL(f"{self._server}{prefix}{parts}", encoded=True)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


async def _bytes(response: aiohttp.ClientResponse, most: int) -> bytes:
    """What is sent, as long as it is not too large, whatever the server says of its size."""
    found = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        found += chunk
        if len(found) > most:
            raise TooLarge
    return bytes(found)


def _object(answer: Any) -> Json:  # noqa: ANN401
    """The answer, which is to be an object. What is something else (a proxy's page, half an answer)
    was not said by a homeserver.
    """
    if not isinstance(answer, dict):
        raise Unreachable
    return answer


async def _json(response: aiohttp.ClientResponse) -> Any:  # noqa: ANN401
    """What the server sent, None where it cannot be read."""
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None


def _refusal(response: aiohttp.ClientResponse, answer: Json) -> Refused:
    told = response.headers.get("Retry-After", "")
    wait = answer.get("retry_after_ms")
    if told.isdecimal():
        seconds = float(told)
    else:
        seconds = wait / 1000 if isinstance(wait, int | float) else 0.0
    wait_for = min(max(0.0, seconds), _LONGEST_WAIT)
    return Refused(response.status, str(answer.get("errcode", "")), wait_for)


def _may_repeat(error: Refused | Unreachable, method: str) -> bool:
    if isinstance(error, Refused) and error.status == BUSY:
        return True
    return method != "POST" and (isinstance(error, Unreachable) or error.is_passing)


def _jitter() -> float:
    """So that many who were refused together do not come back together."""
    return random.uniform(1.0, 1.2)  # noqa: S311  (no secret)
