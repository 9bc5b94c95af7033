"""Every verb once: its name, what it takes, who may use it, and what it does -> View.

The verbs read through `ports.Ledger` and write marks through `ingest`, the only write path.
"""

from typing import Any

from bot.commands.digests import DIGEST_NOW, DIGEST_PREVIEW, DIGEST_STATUS
from bot.commands.durations import duration
from bot.commands.exporting import export
from bot.commands.marking import DISMISS, REOPEN, RESOLVE, SNOOZE, TAKE, UNDO
from bot.commands.privacy import PRIVACY, on_behalf
from bot.commands.questions import FIND, MINE, OPEN, SHOW, WHY
from bot.commands.reading import CLAIMS_IN, FIND_CLAIMS, STATUS, THREAD
from bot.commands.tracking import TRACK
from bot.commands.verb import Board, Context, Parameter, Permission, Recorder, Verb

VERBS: tuple[Verb[Any], ...] = (
    OPEN,
    MINE,
    FIND,
    SHOW,
    WHY,
    RESOLVE,
    REOPEN,
    DISMISS,
    TAKE,
    SNOOZE,
    TRACK,
    UNDO,
    FIND_CLAIMS,
    CLAIMS_IN,
    THREAD,
    STATUS,
    DIGEST_PREVIEW,
    DIGEST_NOW,
    DIGEST_STATUS,
    *PRIVACY,
)

__all__ = [
    "VERBS",
    "Board",
    "Context",
    "Parameter",
    "Permission",
    "Recorder",
    "Verb",
    "duration",
    "export",
    "on_behalf",
]
