"""A Discord on loopback: REST and gateway, for real clients, with the faults one can wish for."""

import asyncio
import json
import re
import zlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import WSMsgType, web

from tests.discord.double.judge import complaints
from tests.discord.double.rest import Answer, Rest
from tests.discord.double.world import Guild, Json, Person

TOKEN: Final = "MTIzNDU2Nzg5MA.token.of-the-double"  # noqa: S105  (opens nothing)
MESSAGE_CONTENT, MEMBERS, PRESENCES = 1 << 15, 1 << 1, 1 << 8
_PRIVILEGED: Final = (MESSAGE_CONTENT, MEMBERS, PRESENCES)
_API: Final = "/api/v10"


@dataclass
class Call:
    """A request that was answered."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int


@dataclass
class Hush:
    """Who asks for something like this waits for the answer, until the hush is over. `is_done`:
    what was asked for is done at once, all the same.
    """

    pattern: re.Pattern[str]
    is_done: bool
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody waits."""
    over: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Session:
    """A gateway session: what was sent, for a resume; `socket` while it is connected."""

    id: str
    intents: int
    shard: list[int]
    sent: list[str] = field(default_factory=list[str])
    socket: "Socket | None" = None

    @property
    def has_content(self) -> bool:
        return bool(self.intents & MESSAGE_CONTENT)


class Socket:
    """One connection, with or without compression."""

    def __init__(self, socket: web.WebSocketResponse, *, is_compressed: bool) -> None:
        self.raw = socket
        self._deflater = zlib.compressobj() if is_compressed else None

    async def send(self, text: str) -> None:
        with suppress(ConnectionError, RuntimeError):
            if self._deflater is None:
                await self.raw.send_str(text)
            else:
                packed = self._deflater.compress(text.encode())
                await self.raw.send_bytes(packed + self._deflater.flush(zlib.Z_SYNC_FLUSH))

    async def op(self, op: int, data: object = None) -> None:
        await self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))


class Double:
    """The server. Tests act as people on it, and look at what clients asked it for."""

    def __init__(self) -> None:
        self.token = TOKEN
        self.granted = MESSAGE_CONTENT | MEMBERS
        self.me = Person("Loose Ends", bot=True)
        self.guilds: dict[int, Guild] = {}
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.beating: set[Socket] = set()
        """Connections over which a heartbeat came: the first answers our greeting."""
        self.identified = 0
        self.resumed = 0
        self.shards = 1
        self.sessions: dict[str, Session] = {}
        self.answered: list[Any] = []
        self.files: dict[str, bytes] = {}
        self.fetched: list[str] = []
        """The files that were asked for, by their ids."""
        self.faults: list[tuple[re.Pattern[str], Answer]] = []
        self.hushes: list[Hush] = []
        self.port = 0
        self.is_shut = False
        """Whether nobody is let in any more."""
        self._rest = Rest(self)

    @property
    def rest(self) -> str:
        return f"http://127.0.0.1:{self.port}{_API}"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway/"

    def fail(self, pattern: str, answer: Answer, times: int = 1) -> None:
        """The next requests whose "METHOD /path" matches are answered like this."""
        self.faults += [(re.compile(pattern), answer)] * times

    def hush(self, pattern: str, *, is_done: bool = False) -> Hush:
        """Requests whose "METHOD /path" matches are not answered for now; "CLOSE" is what somebody
        says who hangs up.
        """
        hush = Hush(re.compile(pattern), is_done)
        self.hushes.append(hush)
        return hush

    async def _hushed(self, wish: str, *, is_done: bool) -> None:
        for hush in self.hushes:
            if hush.is_done == is_done and hush.pattern.search(wish):
                hush.begun.set()
                await hush.over.wait()

    async def emit(
        self, event: str, payload: Json | Callable[[Session], Json], guild: Guild | None = None
    ) -> None:
        """Sends an event to every session that is to hear it; keeps it for a resume."""
        for session in list(self.sessions.values()):
            shard, count = session.shard
            if guild is not None and (guild.id >> 22) % count != shard:
                continue
            data = payload(session) if callable(payload) else payload
            sequence = len(session.sent) + 1
            text = json.dumps({"op": 0, "t": event, "s": sequence, "d": data})
            session.sent.append(text)
            if session.socket is not None:
                await session.socket.send(text)

    async def cut(self) -> None:
        """Breaks every connection as a fallen line does; sessions can be resumed."""
        for session in self.sessions.values():
            if session.socket is not None and session.socket.raw._req is not None:
                transport = session.socket.raw._req.transport
                session.socket = None
                if transport is not None:
                    transport.abort()

    async def ask_to_reconnect(self) -> None:
        for session in self.sessions.values():
            if session.socket is not None:
                await session.socket.op(7)

    async def invalidate(self) -> None:
        """Ends every session: clients have to identify anew."""
        ended = list(self.sessions.values())
        self.sessions.clear()
        for session in ended:
            if session.socket is not None:
                await session.socket.op(9, data=False)

    async def close(self, code: int) -> None:
        """Closes every connection with a code of the gateway."""
        ended = [s for s in self.sessions.values() if s.socket is not None]
        for session in ended:
            assert session.socket is not None
            await session.socket.raw.close(code=code)

    async def is_heard(self) -> None:
        """Returns when some client is connected."""
        while not any(session.socket for session in self.sessions.values()):
            await asyncio.sleep(0.01)

    async def file(self, request: web.Request) -> web.Response:
        self.fetched.append(request.match_info["id"])
        return web.Response(body=self.files[request.match_info["id"]])

    def attached(self, id_: int, name: str, content: bytes) -> Json:
        """A file that a post can bear."""
        self.files[str(id_)] = content
        url = f"http://127.0.0.1:{self.port}/files/{id_}/{name}"
        size = {"size": len(content), "content_type": "text/plain; charset=utf-8"}
        return {"id": str(id_), "filename": name, "url": url, "proxy_url": url, **size}

    async def handle(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix(_API)
        body = await _body(request)
        query = dict(request.query)
        self.complaints += complaints(request.method, path, query, body)
        wish = f"{request.method} {path}"
        await self._hushed(wish, is_done=False)
        answer = self._answer(request, path, query, body)
        await self._hushed(wish, is_done=True)
        self.calls.append(Call(request.method, path, query, body, answer.status))
        # Exactly this content type: discord.py compares it as a whole.
        headers = {"Content-Type": "application/json", "Via": "1.1 double", **answer.headers}
        if answer.status == 204:
            return web.Response(status=204)
        return web.Response(
            body=json.dumps(answer.body).encode(), status=answer.status, headers=headers
        )

    def _answer(self, request: web.Request, path: str, query: dict[str, str], body: Any) -> Answer:
        wish = f"{request.method} {path}"
        for fault in self.faults:
            if fault[0].search(wish):
                self.faults.remove(fault)
                return fault[1]
        is_open = path.startswith(("/interactions/", "/webhooks/", "/gateway"))
        if not is_open and request.headers.get("Authorization") != f"Bot {self.token}":
            return Answer({"message": "401: Unauthorized", "code": 0}, 401)
        return self._rest.answer(request.method, path, query, body)

    async def listen(self, request: web.Request) -> web.StreamResponse:
        if self.is_shut:
            return web.Response(status=503)
        raw = web.WebSocketResponse(max_msg_size=0, autoclose=False)
        await raw.prepare(request)
        socket = Socket(raw, is_compressed=request.query.get("compress") == "zlib-stream")
        await socket.op(10, {"heartbeat_interval": 41250})
        session: Session | None = None
        async for message in raw:
            # Some clients write JSON as text, some as bytes.
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                break
            said = json.loads(message.data)
            match said["op"]:
                case 1:
                    self.beating.add(socket)
                    await socket.op(11)
                case 2:
                    session = await self._identify(socket, said["d"])
                case 6:
                    session = await self._resume(socket, said["d"])
                case _:
                    pass
        if session is not None and session.socket is socket:
            session.socket = None
        await self._hushed("CLOSE", is_done=False)
        await raw.close()
        return raw

    async def _identify(self, socket: Socket, said: Json) -> Session | None:
        if said["token"] != self.token:
            await socket.raw.close(code=4004)
            return None
        asked = sum(intent for intent in _PRIVILEGED if said["intents"] & intent)
        if asked & ~self.granted:
            await socket.raw.close(code=4014)
            return None
        self.identified += 1
        shard = said.get("shard") or [0, 1]
        session = Session(f"session-{self.identified}", said["intents"], shard, socket=socket)
        mine = [g for g in self.guilds.values() if (g.id >> 22) % shard[1] == shard[0]]
        ready = {
            "v": 10,
            "user": self.me.payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            "resume_gateway_url": self.gateway,
            "shard": shard,
            "application": {"id": str(self.me.id), "flags": 0},
        }
        first = [("READY", ready), *(("GUILD_CREATE", g.payload(self.me)) for g in mine)]
        for event, data in first:
            sequence = len(session.sent) + 1
            text = json.dumps({"op": 0, "t": event, "s": sequence, "d": data})
            session.sent.append(text)
            await socket.send(text)
        self.sessions[session.id] = session
        return session

    async def _resume(self, socket: Socket, said: Json) -> Session | None:
        session = self.sessions.get(said["session_id"])
        if session is None:
            await socket.op(9, data=False)
            return None
        self.resumed += 1
        for text in session.sent[said["seq"] :]:
            await socket.send(text)
        session.socket = socket
        resumed = {"op": 0, "t": "RESUMED", "s": len(session.sent), "d": {"_trace": []}}
        await socket.send(json.dumps(resumed))
        return session


async def _body(request: web.Request) -> Any:
    if request.content_type == "application/json":
        text = await request.text()
        return json.loads(text) if text else None
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        payload = form.get("payload_json")
        return json.loads(payload) if isinstance(payload, str) else None
    return None


@asynccontextmanager
async def started(double: Double | None = None, port: int = 0) -> AsyncGenerator[Double]:
    """A double that listens on a port of loopback."""
    double = double or Double()
    app = web.Application(client_max_size=64 << 20)
    app.router.add_get("/gateway/", double.listen)
    app.router.add_route("*", _API + "/{rest:.*}", double.handle)
    app.router.add_get("/files/{id}/{name}", double.file)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    double.port = runner.addresses[0][1]
    try:
        yield double
    finally:
        await runner.cleanup()
