"""Whether the house is alive, ready, and how busy: answered on a loopback port.

`/live`: the event loop turns. `/ready`: connected, and what arrives can be taken in; else 503 with
the reason. `/metrics`: every meter, for Prometheus.
"""

import asyncio

from aiohttp import web

from bot.errors import ConfigurationError
from bot.ingest.intake import Intake
from bot.meters import Meters

_HOST = "127.0.0.1"
_METRICS = "text/plain; version=0.0.4; charset=utf-8"


async def answer(port: int, meters: Meters, intake: Intake) -> None:
    """Answers until it is cancelled; does nothing where the port is 0. Raises ConfigurationError
    where the port is taken.
    """
    if not port:
        return
    runner = web.AppRunner(pages(meters, intake), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, port).start()
        await asyncio.Event().wait()
    except OSError as error:
        raise ConfigurationError(
            f"LOOSEENDS_HEALTH_PORT is wrong: port {port} cannot be had ({error.strerror}). "
            "Name another one, or 0 for none."
        ) from None
    finally:
        await runner.cleanup()


def pages(meters: Meters, intake: Intake) -> web.Application:
    async def live(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(_: web.Request) -> web.Response:
        reason = _unready(meters, intake)
        return web.Response(text=f"{reason or 'ready'}\n", status=503 if reason else 200)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=meters.shown(), headers={"Content-Type": _METRICS})

    app = web.Application()
    app.add_routes([web.get("/live", live), web.get("/ready", ready), web.get("/metrics", metrics)])
    return app


def _unready(meters: Meters, intake: Intake) -> str:
    if intake.is_full:
        return "the queue is full: the database cannot be written"
    if not meters.is_connected():
        return "not connected"
    return ""
