"""Our device is signed by the account that it belongs to, so that people's clients trust it.

The keys that sign are kept in the account data of the homeserver (client-server API, secret
storage), locked with the recovery key; that one is kept in a file of ours alone.
"""

import os
from pathlib import Path
from typing import Final

from mautrix.crypto.cross_signing_key import CrossSigningSeeds
from mautrix.crypto.ssss.key import Key
from mautrix.crypto.ssss.util import calculate_hash, decode_base58_recovery_key
from mautrix.errors import MNotFound
from mautrix.types import KeyID, QueryKeysResponse

from bot import logs
from bot.errors import ConfigurationError
from matrix.encryption.machine import Machine
from matrix.wire import Refused

_UNAUTHORIZED: Final = 401
_WRONG: Final = (
    "{file} does not hold the recovery key of the bot's account. Put the key there that was shown "
    "when the account was set up, or take the file away: then people's clients warn of the bot."
)


async def sign(machine: Machine, known: QueryKeysResponse, file: Path) -> bool:
    """Signs our device, the first time with keys made for it; returns whether it is signed now.

    `known` is what the homeserver knows of our keys. Where the account has keys to sign with of
    another client, they are taken by their recovery key, and never replaced: whoever trusts the
    account would be warned. Raises ConfigurationError, Refused or Unreachable.
    """
    me = machine.client.mxid
    keys = known.self_signing_keys.get(me)
    signer = keys and keys.first_ed25519_key
    if not signer:
        return await _set_up(machine, file)
    device = known.device_keys.get(me, {}).get(machine.client.device_id)
    signatures = device.signatures.get(me, {}) if device is not None else {}
    if KeyID.ed25519(signer) in signatures:
        return True
    told = _told(file)
    if told is None:
        logs.warn("device-not-signed", needs=file.name)
        return False
    try:
        await machine.verify_with_recovery_key(told)
    except (ValueError, KeyError, MNotFound):
        raise ConfigurationError(_WRONG.format(file=file)) from None
    return True


async def _set_up(machine: Machine, file: Path) -> bool:
    """Makes the keys that sign, and signs. The recovery key is in its file before anything is
    locked with it; the keys are published last: a start that was cut off is done over.
    """
    key, seeds = _recovery_key(file), CrossSigningSeeds.generate()
    await machine.ssss.set_key_data(key.id, key.metadata)
    await machine.lock_away(key, seeds)
    await machine.ssss.set_default_key_id(key.id)
    try:
        await machine.publish(seeds)
    except Refused as error:
        if error.status != _UNAUTHORIZED or error.code:
            raise
        # The homeserver wants a person to confirm it.
        logs.warn("device-not-signed", needs="confirmation")
        return False
    await machine.sign_own_device(machine.own_identity)
    return True


def _recovery_key(file: Path) -> Key:
    """The key in the file; where there is none, a new one that is there from now on."""
    key = Key.generate()
    told = _told(file)
    if told is None:
        _write(file, key.recovery_key)
        return key
    try:
        secret = decode_base58_recovery_key(told)
    except ValueError:
        secret = None
    if secret is None:
        raise ConfigurationError(_WRONG.format(file=file))
    key.key, key.metadata.mac = secret, calculate_hash(secret, key.metadata.iv or "")
    return key


def _told(file: Path) -> str | None:
    """What stands in the file; None where there is none. Raises ConfigurationError."""
    try:
        return file.read_text().strip() if file.exists() else None
    except (OSError, ValueError):
        raise ConfigurationError(_WRONG.format(file=file)) from None


def _write(file: Path, secret: str) -> None:
    """The whole secret or nothing, for nobody's eyes but ours."""
    part = file.with_name(f"{file.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(f"{secret}\n")
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
