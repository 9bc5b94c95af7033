"""How the house is, beside what its ledger holds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.spending import Backlog, Spending


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a running bot keeps up: how many arrivals wait to be taken in, the first of them for how
    long, and since when the ledger cannot be written (None: it can).
    """

    waiting: int = 0
    lag: timedelta = timedelta()
    unwritable_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Expense:
    """What a language model did. `today` is what was spent on it, of at most `allowed` tokens (0:
    no limit); `backlog` is what the ledger bears by the rules alone for now, as it does for good
    what was posted before `back_to` (None: for all).
    """

    model: str
    today: Spending
    allowed: int
    backlog: Backlog
    back_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """`release` and `schema` are versions; `pulse` is None where the bot does not run in this
    process, `expense` where no language model is asked, `copied` where no backup is known.
    """

    release: str
    schema: str
    pulse: Pulse | None = None
    expense: Expense | None = None
    copied: datetime | None = None
