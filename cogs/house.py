"""What the Discord edge is handed by the composition root; tests hand in what they like."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.commands import Recorder
from bot.ports import Ledger
from bot.settings import DiscordSettings


@dataclass(frozen=True, slots=True)
class House:
    """The parts of the house that the edge uses.

    A verb's `Context` is made of them: `ledger` to read, `recorder` to take in marks (it returns
    when they are written), `clock` for `now`.
    """

    settings: DiscordSettings
    ledger: Ledger
    recorder: Recorder
    clock: Clock
