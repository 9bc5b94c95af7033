"""What the Discord edge is handed by the composition root; tests hand in what they like."""

from dataclasses import dataclass, field

from bot.clock import Clock, utc_now
from bot.digests.runner import Digests
from bot.ingest import Ingest
from bot.ingest.intake import Intake
from bot.meters import Meters
from bot.ports import Caretaker, CoverageLog, Keepsakes, Ledger
from bot.settings import DiscordSettings


@dataclass(frozen=True, slots=True)
class House:
    """The parts of the house that the edge uses.

    A verb's `Context` is made of them: `ledger` to read, `recorder` to take in marks (it returns
    when they are written), `clock` for `now`. What happens in guilds goes into the `intake`, which
    somebody else runs; what is read from history goes straight to the recorder, which keeps in the
    same transaction how far was read. `coverage` tells what has yet to be read; `keepsakes` is for
    small facts that the next start wants to know.
    """

    settings: DiscordSettings
    ledger: Ledger
    recorder: Ingest
    intake: Intake
    coverage: CoverageLog
    keepsakes: Keepsakes
    meters: Meters = field(default_factory=Meters)
    clock: Clock = utc_now
    digests: Digests | None = None
    caretaker: Caretaker | None = None
