"""Keeps the bot running: signs in, starts anew what failed, says what a person must mend."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final, Protocol

from bot import logs
from bot.errors import ConfigurationError
from matrix.answering.answer import Answering
from matrix.answering.herald import Herald
from matrix.answering.marking import Marking
from matrix.answering.viewing import Viewing
from matrix.digests import Poster
from matrix.encryption.locksmith import Locksmith
from matrix.encryption.opener import Opener
from matrix.encryption.sealing import SealingHomeserver
from matrix.encryption.shelf import Shelf
from matrix.encryption.withholding import WithholdingHomeserver
from matrix.hearing.clerk import Clerk
from matrix.hearing.doorman import Doorman
from matrix.hearing.files import Files
from matrix.hearing.gateway import Gateway
from matrix.hearing.history import History, Reading
from matrix.hearing.listener import Listener
from matrix.hearing.mailroom import Mailroom
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.known import Rooms
from matrix.wire import Refused, Wire

_DEVICE: Final = "matrix.device"
_SIGNED_OUT: Final = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN"})
_REFUSED: Final = (
    "The homeserver refuses the access token: it was signed out, or is of another server. Make a "
    "new one and set LOOSEENDS_MATRIX__TOKEN, or set LOOSEENDS_MATRIX__PASSWORD."
)
_NOT_LET_IN: Final = (
    "The homeserver does not let the bot in. Look at LOOSEENDS_MATRIX__USER and "
    "LOOSEENDS_MATRIX__PASSWORD."
)
_NO_WAY_IN: Final = (
    "LOOSEENDS_MATRIX__HOMESERVER is set, but no way in: set LOOSEENDS_MATRIX__TOKEN, or "
    "LOOSEENDS_MATRIX__USER and LOOSEENDS_MATRIX__PASSWORD, and not both."
)

_BROKEN: Final = (
    "End-to-end encryption cannot be loaded. Install looseends[e2ee] anew, with Python 3.11 or "
    "3.12, or set LOOSEENDS_MATRIX__ENCRYPTION__ON=false."
)


class Part(Protocol):
    """Something that works beside others."""

    async def run(self) -> None:
        """Works until it is done, or cancelled."""
        ...


async def serve(house: House) -> None:
    """Stays connected until it is cancelled. Raises ConfigurationError where the server does not
    let us in, also when that happens later.
    """
    settings = house.settings
    has_token = bool(settings.token.get_secret_value())
    has_password = bool(settings.user and settings.password.get_secret_value())
    if has_token == has_password:
        raise ConfigurationError(_NO_WAY_IN)
    async with Wire(settings.homeserver, settings.token.get_secret_value(), house.pace) as wire:
        pause = house.pace.first_pause
        while True:
            try:
                await _connected(house, wire)
            except ConfigurationError:
                raise
            except Exception as error:  # noqa: BLE001  (whatever it is: start anew, where we were)
                logs.fault("matrix-failed", error, pause=pause)
            house.meters.restarts.inc()
            await asyncio.sleep(pause)
            pause = min(2 * pause, house.pace.longest_pause)


async def _connected(house: House, wire: Wire) -> None:
    """One life of the bot. Raises what ended it."""
    homeserver = Homeserver(wire)
    try:
        me = await _signed_in(house, homeserver, wire)
        async with _locksmith(house, homeserver, wire, me) as keys, asyncio.TaskGroup() as tasks:
            for work in _parts(house, wire, me, keys):
                tasks.create_task(work.run())
    except* ConfigurationError as wrong:
        raise _flat(wrong)[0] from None
    except* Refused as refused:
        for error in _flat(refused):
            if isinstance(error, Refused) and error.code in _SIGNED_OUT:
                raise ConfigurationError(_REFUSED) from None
        raise


async def _signed_in(house: House, homeserver: Homeserver, wire: Wire) -> str:
    """Who we are: `@looseends:example.org`."""
    settings = house.settings
    if not wire.token:
        key = f"{_DEVICE}:{settings.user}"
        known = await house.keepsakes.kept(key) if _may_be_again(house) else None
        try:
            device = await homeserver.log_in(
                settings.user, settings.password.get_secret_value(), known
            )
        except Refused as error:
            if error.is_passing:
                raise
            raise ConfigurationError(_NOT_LET_IN) from None
        await house.keepsakes.keep(key, device)
    return await homeserver.who_am_i()


def _may_be_again(house: House) -> bool:
    """Whether we may sign in as the device of last time: not where its keys are lost, since nobody
    would believe it that it has others.
    """
    return house.keyring is None or house.keyring.keys.exists()


@asynccontextmanager
async def _locksmith(
    house: House, homeserver: Homeserver, wire: Wire, me: str
) -> AsyncGenerator[Locksmith | None]:
    """Whoever has the keys of encrypted rooms; nobody where they are not read."""
    if house.keyring is None:
        yield None
        return
    try:
        from matrix.encryption.vault import unlocked  # its libraries are an extra
    except ImportError:
        raise ConfigurationError(_BROKEN) from None
    async with unlocked(house.keyring, wire, me, await homeserver.device()) as locksmith:
        yield locksmith


def _parts(house: House, wire: Wire, me: str, locksmith: Locksmith | None) -> list[Part]:
    """The parts that run beside one another, put together."""
    rooms = Rooms(Homeserver(wire), house.keepsakes)

    def wake() -> None:
        mailroom.wake()
        history.wake()

    shelf = Shelf(house.desk, locksmith, me, wake) if locksmith else None
    homeserver = (
        SealingHomeserver(wire, rooms, shelf)
        if shelf
        else WithholdingHomeserver(wire, rooms, house)
    )
    gateway = Gateway(house, homeserver, me)
    viewing = Viewing(house, rooms, me)
    answering = Answering(house, homeserver, viewing)
    files = Files(house, homeserver, me)
    doorman = Doorman(house, homeserver, rooms)
    herald = Herald(house, homeserver, rooms, me)
    clerk = Clerk(
        house,
        rooms,
        gateway,
        answering,
        Marking(house, homeserver, viewing),
        doorman,
        files,
        herald,
        me,
    )
    mailroom = Mailroom(house, Opener(clerk, shelf, gateway.wants) if shelf else clerk)
    history = History(house, homeserver, rooms, Reading(gateway, answering, files), wake)
    listener = Listener(house, homeserver, rooms, me, wake)
    poster = Poster(house, homeserver, rooms, me)
    return [listener, mailroom, history, poster, doorman, herald, *([shelf] if shelf else [])]


def _flat(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for error in group.exceptions:
        found += _flat(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found
