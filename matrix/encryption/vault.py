"""The file of the keys: opened with the edge, closed with it."""

import os
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from mautrix.crypto.store import PgCryptoStore
from mautrix.types import DeviceID
from mautrix.util.async_db import Database, DatabaseException
from olm.account import OlmAccountError

from bot import logs
from bot.errors import ConfigurationError
from matrix.encryption.machine import LOG, Client, Keys, Machine, Readers
from matrix.encryption.olm import OlmLocksmith
from matrix.encryption.signing import sign
from matrix.house import Keyring
from matrix.wire import Wire

_PICKLE: Final = "looseends"
"""What libolm scrambles the keys in the file with: no secret, since it would lie beside them."""
_NO_KEYS: Final = (
    "{file} does not hold keys of encrypted rooms that this release can read. Put a copy back, or "
    "move it away: then the bot asks for new keys, and what was said before stays closed."
)
_OTHER_DEVICE: Final = (
    "{file} holds the keys of the device {old}, and the bot is signed in as {new}. Sign in as "
    "{old} again, or move the file away: then {new} is given keys, of what is said from now on."
)
_DELETED: Final = (
    "The homeserver does not know the keys of the bot's device {new} any more, or knows others: "
    "it was deleted, or {file} is an old copy. Put the newest copy back, or move it away and sign "
    "in anew (with a token: make a new one), so that the bot is given keys as a new device."
)


@asynccontextmanager
async def unlocked(
    keyring: Keyring, wire: Wire, me: str, device: str
) -> AsyncGenerator[OlmLocksmith]:
    """The keys of our device, until the block ends. Raises ConfigurationError where the file is not
    of this device; Refused or Unreachable.
    """
    database = _opened(keyring.keys)
    try:
        keys, readers = Keys(me, _PICKLE, database), Readers()
        machine = Machine(Client(wire, me, device), keys, readers)
        try:
            await database.start()
            await machine.load()
        except (sqlite3.Error, DatabaseException, OlmAccountError) as error:
            logs.fault("keys-unreadable", error)
            raise ConfigurationError(_NO_KEYS.format(file=keyring.keys)) from None
        await _introduce(machine, keys, keyring, device)
        yield OlmLocksmith(machine, keys, readers)
    finally:
        await database.stop()


def _opened(file: Path) -> Database:
    """The database of the keys, which nobody else may read. Raises ConfigurationError."""
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        # Where mautrix cannot open a file it leaves a thread behind, which keeps us from ending.
        with closing(sqlite3.connect(file)) as tried:
            tried.execute("PRAGMA journal_mode = WAL").fetchall()
    except (OSError, sqlite3.Error):
        raise ConfigurationError(_NO_KEYS.format(file=file)) from None
    return Database.create(
        f"sqlite:///{quote(str(file.absolute()))}",
        upgrade_table=PgCryptoStore.upgrade_table,
        db_args={"init_commands": ["PRAGMA synchronous = FULL"]},
        log=LOG,
    )


async def _introduce(machine: Machine, keys: Keys, keyring: Keyring, device: str) -> None:
    """Makes our device known to the homeserver, and has our account sign it."""
    known_as = await keys.get_device_id()
    if known_as and known_as != device:
        told = _OTHER_DEVICE.format(file=keyring.keys, old=known_as, new=device)
        raise ConfigurationError(told)
    await keys.put_device_id(DeviceID(device))
    me = machine.client.mxid
    known = await machine.client.query_keys([me])
    there = known.device_keys.get(me, {}).get(DeviceID(device))
    was_told = there is not None or machine.own.shared
    if was_told and (there is None or there.ed25519 != machine.own.signing_key):
        raise ConfigurationError(_DELETED.format(file=keyring.keys, new=device))
    if not machine.own.shared:
        await machine.share_keys()
    await sign(machine, known, keyring.recovery)
