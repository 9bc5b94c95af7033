"""Says how the house is, for `status`."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from bot.errors import ConfigurationError
from bot.model import CommunityId, Condition, Expense, Platform, Pulse
from bot.modelling import asks_model
from bot.settings import Settings
from bot.store import REVISION, Store
from bot.store.database.copies import copies
from bot.upkeep import backup_folder


@dataclass(frozen=True, slots=True)
class Caretaker:
    """`ports.Caretaker` of a ledger; `pulse` where the bot runs in this process."""

    settings: Settings
    store: Store
    pulse: Callable[[], Pulse] | None = None

    async def condition(
        self, now: datetime, community: tuple[Platform, CommunityId] | None
    ) -> Condition:
        return Condition(
            release=version("looseends"),
            schema=REVISION,
            pulse=self.pulse() if self.pulse else None,
            expense=await self._expense(now, community),
            copied=self._copied(),
        )

    async def _expense(
        self, now: datetime, community: tuple[Platform, CommunityId] | None
    ) -> Expense | None:
        with suppress(ConfigurationError):  # `run` and `doctor` say what is wrong
            if asks_model(self.settings):
                llm, desk = self.settings.llm, self.store.model_desk
                today = await desk.spent(now.astimezone(UTC).date(), community)
                allowed = llm.tokens_a_day_each if community else llm.tokens_a_day
                backlog, back_to = await desk.backlog(), await desk.read_back_to()
                return Expense(llm.model, today, allowed, backlog, back_to)
        return None

    def _copied(self) -> datetime | None:
        with suppress(ConfigurationError, OSError):
            return next((when for when, _ in copies(backup_folder(self.settings))), None)
        return None
