"""The settings of backups."""

from datetime import UTC, datetime
from typing import Annotated, Final

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Any moment will do to see whether an expression can be read."""


def as_cron(expression: str) -> str:
    """The expression, where it says when. Raises ValueError."""
    if expression:
        try:
            CronSim(expression, NEVER)
        except CronSimError as error:
            message = f'{error}. Five fields, as in "30 4 * * *": every day at half past four.'
            raise ValueError(message) from error
    return expression


class BackupSettings(BaseModel):
    """What can be set of backups, each by `LOOSEENDS_BACKUP__` and its name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    cron: Annotated[str, AfterValidator(as_cron)] = Field(
        default="",
        description="When `looseends run` copies the ledger, in UTC, as five fields of cron: "
        '"30 4 * * *" is every day at half past four. Empty: never.',
    )
    folder: str = Field(
        default="",
        description="Where the copies go, also those of `looseends backup`. Empty: the folder "
        "backups beside the database.",
    )
    keep: int = Field(
        default=7, ge=1, description="How many copies to keep; older ones are deleted."
    )
