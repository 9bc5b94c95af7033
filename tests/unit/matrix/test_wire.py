"""Requests are repeated where that is safe, and no faster than the server asks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

import pytest
from aiohttp import web

from matrix.wire import Pace, Refused, TooLarge, Unreachable, Wire

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
"""The server stands in the test itself."""
Answer: TypeAlias = tuple[int, str]

FINE: Answer = (200, '{"fine": true}')
BUSY: Answer = (429, '{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 20}')
DOWN: Answer = (502, "<html>bad gateway</html>")
CUT: Answer = (200, '{"fine": tr')
NO: Answer = (403, '{"errcode": "M_FORBIDDEN"}')


class Proxy:
    """A server that answers as it is told, one answer after the other."""

    def __init__(self, *answers: Answer) -> None:
        self.waiting = list(answers)
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.raw_path}")
        status, text = self.waiting.pop(0)
        return web.Response(status=status, text=text, content_type="application/json")


@asynccontextmanager
async def talking(*answers: Answer) -> AsyncIterator[tuple[Wire, Proxy]]:
    proxy = Proxy(*answers)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", proxy.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with Wire(f"http://{host}:{port}/", "secret", Pace(3, 0.01, 0.02)) as wire:
        yield wire, proxy
    await runner.cleanup()


Ask: TypeAlias = Callable[[Wire], Awaitable[object]]


async def get(wire: Wire) -> object:
    return await wire.get("sync")


async def put(wire: Wire) -> object:
    return await wire.put("rooms", "!a/b", "send", "m.room.message", "$1.0", body={})


async def post(wire: Wire) -> object:
    return await wire.post("join")


@pytest.mark.parametrize("ask", [get, put])
@pytest.mark.parametrize("fault", [BUSY, DOWN, CUT])
async def test_what_may_be_repeated_is(ask: Ask, fault: Answer) -> None:
    async with talking(fault, FINE) as (wire, proxy):
        assert await ask(wire) == {"fine": True}
        assert len(set(proxy.asked)) == 1


async def test_what_was_perhaps_done_is_not_repeated() -> None:
    async with talking(DOWN, FINE) as (wire, proxy):
        with pytest.raises(Refused):
            await post(wire)
        assert len(proxy.asked) == 1


async def test_what_was_put_off_is_repeated_whatever_it_is() -> None:
    async with talking(BUSY, FINE) as (wire, _):
        assert await post(wire) == {"fine": True}


@pytest.mark.parametrize("ask", [get, put, post])
async def test_no_request_comes_before_the_server_said(ask: Ask) -> None:
    told = '{"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 300}'
    time = asyncio.get_running_loop().time
    async with talking((429, told), FINE) as (wire, _):
        before = time()
        await ask(wire)
        assert time() - before >= 0.3


async def test_no_is_no() -> None:
    async with talking(NO) as (wire, _):
        with pytest.raises(Refused, match="M_FORBIDDEN"):
            await get(wire)


async def test_it_gives_up_in_the_end() -> None:
    async with talking(*[DOWN] * 3) as (wire, _):
        with pytest.raises(Refused, match="502"):
            await get(wire)


async def test_ids_stand_in_a_path_as_they_are() -> None:
    async with talking(FINE) as (wire, proxy):
        await put(wire)

    assert proxy.asked == ["PUT /_matrix/client/v3/rooms/%21a%2Fb/send/m.room.message/%241.0"]


async def test_server_that_is_not_there_is_unreachable() -> None:
    async with Wire("http://127.0.0.1:9", pace=Pace(1)) as wire:
        with pytest.raises(Unreachable):
            await get(wire)


async def download(wire: Wire) -> object:
    return await wire.download("example.org", "beds", most=20)


async def upload(wire: Wire) -> object:
    return await wire.upload(b"beds", "image/png", "beds & pump.png")


async def test_file_is_downloaded() -> None:
    async with talking(FINE) as (wire, proxy):
        assert await download(wire) == b'{"fine": true}'

    assert proxy.asked == ["GET /_matrix/client/v1/media/download/example.org/beds"]


async def test_file_that_is_too_large_is_not_taken() -> None:
    async with talking((200, "x" * 21)) as (wire, _):
        with pytest.raises(TooLarge):
            await download(wire)


@pytest.mark.parametrize("ask", [download, upload])
async def test_file_that_is_refused_is_not_asked_for_again(ask: Ask) -> None:
    async with talking(NO) as (wire, proxy):
        with pytest.raises(Refused, match="403"):
            await ask(wire)
        assert len(proxy.asked) == 1


@pytest.mark.parametrize("ask", [download, upload])
async def test_file_of_a_server_that_is_not_there_is_unreachable(ask: Ask) -> None:
    async with Wire("http://127.0.0.1:9", pace=Pace(1)) as wire:
        with pytest.raises(Unreachable):
            await ask(wire)


async def test_file_is_uploaded_under_its_name() -> None:
    async with talking((200, '{"content_uri": "mxc://example.org/beds"}')) as (wire, proxy):
        assert await upload(wire) == "mxc://example.org/beds"

    assert proxy.asked == ["POST /_matrix/media/v3/upload?filename=beds+%26+pump.png"]


async def test_list_is_a_list() -> None:
    async with talking((200, "[{}, 3]"), FINE) as (wire, _):
        assert await wire.get_list("rooms", "!a", "state") == [{}]
        with pytest.raises(Unreachable):
            await wire.get_list("rooms", "!a", "state")


async def test_wait_is_taken_from_the_header_or_the_answer() -> None:
    async with talking((429, "{}"), (429, '{"retry_after_ms": "soon"}')) as (wire, _):
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                await wire.once("sync")
            assert refused.value.wait == 0
