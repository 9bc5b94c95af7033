"""The settings of end-to-end encryption, and whether what it needs is installed."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

_NEEDED: Final = ("asyncpg", "mautrix", "olm")


class EncryptionSettings(BaseModel):
    """What can be set of encrypted rooms, each by `LOOSEENDS_MATRIX__ENCRYPTION__` and its name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    on: bool = Field(
        default=True,
        description="Whether to read and answer in encrypted rooms, where the extra "
        "looseends[e2ee] is installed.",
    )
    keys: str = Field(
        default="",
        description="The file of the keys of encrypted rooms. Empty: beside the database, with "
        "its name and .keys at the end.",
    )
    recovery: str = Field(
        default="",
        description="The file of the recovery key, with which the bot's account signs its device. "
        "Empty: beside the database, with its name and .recovery at the end.",
    )

    def keys_file(self, database: Path | None) -> Path | None:
        """None where there is no place for it."""
        return _place(self.keys, database, ".keys")

    def recovery_file(self, database: Path | None) -> Path | None:
        """None where there is no place for it."""
        return _place(self.recovery, database, ".recovery")


def _place(told: str, database: Path | None, ending: str) -> Path | None:
    if told:
        return Path(told).expanduser().absolute()
    return database and database.with_suffix(ending)


def can_encrypt() -> bool:
    """Whether the extra looseends[e2ee] is installed. Looks for it without loading it."""
    return all(find_spec(name) is not None for name in _NEEDED)
