"""What `looseends doctor` says of encrypted rooms: which mode is on, are the files safe."""

import stat
from typing import TYPE_CHECKING, Final

from bot.cli.caring.doctor import Finding, Health

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings

_SUBJECT: Final = "encryption"
_NEITHER: Final = "in encrypted rooms nothing is read, and nothing said."
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def encryption(settings: "Settings") -> Finding:
    """How encrypted rooms are read with these settings."""
    from bot.app import encryption_files
    from bot.settings import variable
    from bot.settings.encryption import can_encrypt

    switch = variable("matrix", "encryption", "on")
    if not settings.matrix.encryption.on:
        return Finding(_SUBJECT, Health.OK, f"Off by {switch}: {_NEITHER}")
    if not can_encrypt():
        return Finding(
            _SUBJECT,
            Health.OK,
            f"Off, since the extra is not installed: {_NEITHER}",
            "If they are to be, install looseends[e2ee] with Python 3.11 or 3.12.",
        )
    files = encryption_files(settings)
    if files is None:
        keys = variable("matrix", "encryption", "keys")
        recovery = variable("matrix", "encryption", "recovery")
        told = f"There is no place for keys: {_NEITHER}"
        return Finding(_SUBJECT, Health.WARN, told, f"Name files in {keys} and {recovery}.")
    return _files(*files)


def _files(keys: "Path", recovery: "Path") -> Finding:
    open_ones = [str(file) for file in (keys, recovery) if _is_open(file)]
    if open_ones:
        told = f"Others on this machine may read {' and '.join(open_ones)}."
        return Finding(_SUBJECT, Health.WARN, told, f"Run: chmod 600 {' '.join(open_ones)}")
    if keys.exists() and not recovery.exists():
        told = f"On, but {recovery} is missing: nobody signs a new device of the bot."
        remedy = "Put the recovery key of the bot's account there."
        return Finding(_SUBJECT, Health.WARN, told, remedy)
    return Finding(_SUBJECT, Health.OK, f"On: encrypted rooms are read, by the keys in {keys}.")


def _is_open(file: "Path") -> bool:
    return file.exists() and bool(file.stat().st_mode & _OTHERS)
