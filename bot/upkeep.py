"""Care for the ledger while nobody looks: copies in time, and where they lie."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cronsim import CronSim

from bot import logs
from bot.clock import Clock, utc_now
from bot.errors import ConfigurationError, StoreError
from bot.settings import Settings, variable
from bot.store import Store
from bot.store.database.checkup import database_file
from bot.store.database.copies import back_up, let_go

# What writes takes a while to import, and copying does without it.
if TYPE_CHECKING:
    from bot.ingest import Ingest

_ROUND: Final = 3_600.0
"""Seconds between two rounds of tidying."""
_NAP: Final = 60.0
"""Seconds after which the clock is looked at again: it may have been set, or the machine slept."""


def backup_folder(settings: Settings) -> Path:
    """Where the copies go. Raises ConfigurationError where nothing says so."""
    if settings.backup.folder:
        return Path(settings.backup.folder).expanduser().absolute()
    if database := database_file(settings.database_url):
        return database.absolute().parent / "backups"
    raise ConfigurationError(f"{variable('backup', 'folder')} must say where copies go.")


def copy_now(settings: Settings, folder: Path, keep: int, now: datetime) -> tuple[Path, int]:
    """Copies the ledger and lets old copies go. Returns the copy, and how many went.

    Raises StoreError.
    """
    copy = back_up(settings.database_url, folder, now)
    gone: Sequence[Path] = let_go(folder, keep)
    return copy, len(gone)


async def tidy_in_time(
    settings: Settings, store: Store, ingest: "Ingest", clock: Clock = utc_now
) -> None:
    """Tidies the ledger, and its copies, now and then until it is cancelled."""
    from bot.ingest.tidying import Terms, Tidying

    kept = settings.privacy
    grace = timedelta(days=kept.grace_days)
    tidying = Tidying(store, ingest, Terms(kept.keep_days, kept.keep_days_in, grace))
    while True:
        try:
            await tidying.tidy(clock())
            await forget_copies(settings, store)
        except StoreError as error:
            logs.fault("tidying-failed", error)
        await asyncio.sleep(_ROUND)


async def forget_copies(settings: Settings, store: Store) -> None:
    """Deletes the copies that hold words of somebody who was forgotten since. Raises StoreError."""
    since = await store.people.last_forgotten()
    if since is not None and (settings.backup.folder or database_file(settings.database_url)):
        folder, keep = backup_folder(settings), settings.backup.keep
        await asyncio.to_thread(let_go, folder, keep, since)


async def copy_in_time(
    settings: Settings, done: Callable[[bool], None], clock: Clock = utc_now
) -> None:
    """Copies the ledger whenever its schedule says so, until it is cancelled. `done` hears whether
    it went well; where it did not, the next time may. What was missed is not made up for.
    """
    if not settings.backup.cron:
        return
    folder, keep = backup_folder(settings), settings.backup.keep
    while True:
        due = next(CronSim(settings.backup.cron, clock()))
        while (rest := (due - clock()).total_seconds()) > 0:  # noqa: ASYNC110  (time tells, no event)
            await asyncio.sleep(min(rest, _NAP))
        try:
            _, gone = await asyncio.to_thread(copy_now, settings, folder, keep, clock())
        except StoreError as error:
            logs.fault("backup-failed", error)
            done(False)
        else:
            logs.note("backup-made", dropped=gone)
            done(True)
