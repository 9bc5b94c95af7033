"""A proxy before the homeserver that fails as it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import aiohttp
from aiohttp import web
from yarl import URL

_PASSED_ON = {"Authorization", "Content-Type"}
Fault: TypeAlias = Callable[[web.Request, bytes], Awaitable[web.Response]]


class Proxy:
    """Passes on what it is asked, and what is answered; `fault` may make something else of a
    successful answer.
    """

    def __init__(self, server: str) -> None:
        self._server = server
        self.url = ""
        self.asked: list[str] = []
        self.fault: Fault | None = None

    @property
    def count(self) -> int:
        """How often it was asked up to now."""
        return len(self.asked)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        headers = {k: v for k, v in request.headers.items() if k in _PASSED_ON}
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                request.method,
                URL(f"{self._server}{request.raw_path}", encoded=True),
                data=await request.read(),
                headers=headers,
            ) as told,
        ):
            body = await told.read()
        if self.fault is not None and told.ok:
            return await self.fault(request, body)
        return web.Response(status=told.status, body=body, content_type="application/json")


@asynccontextmanager
async def proxied(server: str) -> AsyncIterator[Proxy]:
    proxy = Proxy(server)
    app = web.Application(client_max_size=1 << 24)
    app.router.add_route("*", "/{path:.*}", proxy.answer)
    # What is held back for long is not waited for at the end.
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    proxy.url = f"http://{host}:{port}"
    try:
        yield proxy
    finally:
        await runner.cleanup()


def _said(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")


async def bad_gateway(_request: web.Request, _body: bytes) -> web.Response:
    """The work was done, and nobody is told."""
    return web.Response(status=502, text="<html>bad gateway</html>")


async def cut(_request: web.Request, body: bytes) -> web.Response:
    return _said(body[: len(body) // 2])


async def slow(_request: web.Request, body: bytes) -> web.Response:
    await asyncio.sleep(0.3)
    return _said(body)


async def doubled(_request: web.Request, body: bytes) -> web.Response:
    """Every event of a timeline twice."""
    told: dict[str, Any] = json.loads(body)
    for part in told.get("rooms", {}).get("join", {}).values():
        part["timeline"]["events"] *= 2
    return _said(json.dumps(told).encode())


def now_and_then(fault: Fault) -> Fault:
    """Of three answers in a row the first is spoilt, whatever was asked."""
    seen = 0

    async def spoil(request: web.Request, body: bytes) -> web.Response:
        nonlocal seen
        seen += 1
        return await fault(request, body) if seen % 3 == 1 else _said(body)

    return spoil


def of(part: str, fault: Fault) -> Fault:
    """A fault of those requests alone whose path holds that."""

    async def spoil(request: web.Request, body: bytes) -> web.Response:
        return await fault(request, body) if part in request.path else _said(body)

    return spoil


async def never(_request: web.Request, _body: bytes) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError
