"""mautrix's Olm machine on our own wire and in our own file.

mautrix does what asks for cryptography; what asks for a homeserver goes through the wire, with its
patience.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote
from uuid import uuid4

from mautrix.api import Method
from mautrix.client import ClientAPI
from mautrix.crypto import InboundGroupSession, OlmMachine
from mautrix.crypto.cross_signing_key import CrossSigningSeeds
from mautrix.crypto.ssss.key import Key
from mautrix.crypto.store import PgCryptoStore, StateStore
from mautrix.errors import MNotFound
from mautrix.types import (
    DecryptedOlmEvent,
    DeviceID,
    IdentityKey,
    RoomEncryptionStateEventContent,
    RoomID,
    SessionID,
    UserID,
)

from matrix.rooms.room import Room
from matrix.wire import Json, Refused, Unreachable, Wire

if TYPE_CHECKING:
    from types import CoroutineType

    from mautrix.util.logging import TraceLogger

LOG: Final = cast("TraceLogger", logging.getLogger("mau.looseends"))
"""Where mautrix tells what it does. Its words are not shown: they may hold what people say."""
LOG.setLevel(logging.ERROR)  # it warns of every device that nobody has signed
_PREFIX: Final = "_matrix/client/v3/"
_NOT_FOUND: Final = 404


class Api:
    """What mautrix asks of a homeserver, asked by our wire. Raises what the wire raises."""

    log = LOG

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def get_txn_id(self) -> str:
        return uuid4().hex

    async def request(
        self,
        method: Method,
        path: object,
        content: Json | None = None,
        query_params: Mapping[str, str] | None = None,
        **_more: object,
    ) -> Json:
        parts = [unquote(part) for part in str(path).removeprefix(_PREFIX).split("/")]
        try:
            match method:
                case Method.GET:
                    return await self._wire.get(*parts, **(query_params or {}))
                case Method.PUT:
                    return await self._wire.put(*parts, body=content or {})
                case _:
                    return await self._wire.post(*parts, body=content)
        except Refused as error:
            if error.status == _NOT_FOUND:
                raise MNotFound(error.status) from error
            raise


class Client(ClientAPI):
    """mautrix's client, without its sync: what that would hand out comes as letters.

    `before_upload` keeps keys before they are published: a crash between the two would leave the
    homeserver with keys that nobody has the other half of.
    """

    before_upload: Callable[[], Awaitable[None]]

    def __init__(self, wire: Wire, me: str, device: str) -> None:
        super().__init__(UserID(me), DeviceID(device), api=cast("Any", Api(wire)))

    def add_event_handler(self, *_wanted: object, **_more: object) -> None:
        """Nothing is handed out."""

    def dispatch_event(self, *_event: object, **_more: object) -> list[asyncio.Task[None]]:
        return []

    async def upload_keys(self, *keys: Any, **more: Any) -> Any:  # noqa: ANN401  (mautrix's own)
        await self.before_upload()
        return await super().upload_keys(*keys, **more)


class Readers(StateStore):
    """Who was given the keys by which we speak in rooms now; asked by mautrix."""

    def __init__(self) -> None:
        self._members: dict[str, frozenset[str]] = {}
        self._rules: dict[str, Mapping[str, Any]] = {}

    def are(self, room: Room) -> bool:
        """Whether those who are in the room now are those who were given the key."""
        return self._members.get(room.id) == room.members

    def become(self, room: Room) -> None:
        """The members of the room are given a key."""
        fact = room.state.get(("m.room.encryption", ""))
        self._members[room.id] = room.members
        self._rules[room.id] = fact.content if fact else {}

    async def is_encrypted(self, room_id: RoomID) -> bool:
        return room_id in self._rules

    async def get_encryption_info(self, room_id: RoomID) -> RoomEncryptionStateEventContent:
        """How often the key of a room is to be changed."""
        return RoomEncryptionStateEventContent.deserialize(dict(self._rules.get(room_id, {})))

    async def find_shared_rooms(self, user_id: UserID) -> list[RoomID]:
        return [RoomID(room) for room, members in self._members.items() if user_id in members]


class Keys(PgCryptoStore):
    """mautrix's store of keys, where a key of a room is not replaced by one that opens less: so
    nobody who was given a key can put another in its place.
    """

    def together(self) -> AbstractAsyncContextManager[None]:
        """What is kept in the block is kept in one transaction."""
        return cast("Any", self.transaction())

    def forget_unkept(self) -> None:
        """Goes back to what is kept: what was changed in memory alone did not happen."""
        self._account = None
        self._olm_cache.clear()

    async def put_group_session(
        self,
        room_id: RoomID,
        sender_key: IdentityKey,
        session_id: SessionID,
        session: InboundGroupSession,
    ) -> None:
        known = await self.get_group_session(room_id, session_id)
        if known is None or session.first_known_index < known.first_known_index:
            await super().put_group_session(room_id, sender_key, session_id, session)


class Machine(OlmMachine):
    """Tells which keys came, and what went wrong where mautrix only logs it."""

    def __init__(self, client: Client, keys: Keys, readers: Readers) -> None:
        super().__init__(cast("Any", client), keys, readers, LOG)
        self.came: list[str] = []
        self.broken: list[tuple[UserID, IdentityKey]] = []
        self.trouble: Refused | Unreachable | None = None
        client.before_upload = self.keep_account

    async def keep_account(self) -> None:
        await self.crypto_store.put_account(self.own)

    @property
    def own(self) -> Any:  # noqa: ANN401  (libolm has no types)
        """Our account at the homeserver, as it is once loaded."""
        return self.account

    async def _receive_forwarded_room_key(self, evt: DecryptedOlmEvent) -> None:
        """A key that somebody passes on tells nothing of who made it. We ask nobody for such."""

    def _mark_session_received(self, session_id: SessionID) -> None:
        self.came.append(session_id)
        super()._mark_session_received(session_id)

    def _unwedge_session(
        self, sender: UserID, sender_key: IdentityKey
    ) -> "CoroutineType[Any, Any, None]":
        """A talk with a device is broken: `mend` begins it anew, outside of any transaction."""
        self.broken.append((sender, sender_key))
        return _nothing()

    async def go_back(self, keys: Keys) -> None:
        """After a transaction that failed: as if it had not begun."""
        keys.forget_unkept()
        await self.load()

    async def mend(self) -> None:
        """Begins talks anew that are broken."""
        broken, self.broken = self.broken, []
        for sender, sender_key in broken:
            await super()._unwedge_session(sender, sender_key)

    async def _create_outbound_sessions(self, users: Any, *more: Any, **named: Any) -> None:  # noqa: ANN401
        try:
            await super()._create_outbound_sessions(users, *more, **named)
        except (Refused, Unreachable) as error:
            self.trouble = error
            raise

    async def lock_away(self, key: Key, seeds: CrossSigningSeeds) -> None:
        """Keeps what signs at the homeserver, locked with a key of ours."""
        await self._upload_cross_signing_keys_to_ssss(key, seeds)

    async def publish(self, seeds: CrossSigningSeeds) -> None:
        """Tells everybody by which keys our account signs."""
        await self._publish_cross_signing_keys(seeds.to_keys())


async def _nothing() -> None:
    """What is left to be done where everything is noted."""
