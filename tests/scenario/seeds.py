"""The seed threads with their gold ledgers, and what the program's ledger says of them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.importers import ReadOptions
from tests.structure.tree import ROOT

SEEDS = ROOT / "seeds"
DATED = datetime(2026, 5, 18, tzinfo=UTC)
"""When the seed files were saved."""


@dataclass(frozen=True, slots=True)
class Seed:
    """One thread: its file, and its gold as it stands in `<name>.gold.json`."""

    name: str
    gold: dict[str, Any]

    @property
    def source(self) -> bytes:
        return (SEEDS / self.gold["file"]).read_bytes()

    @property
    def options(self) -> ReadOptions:
        return ReadOptions(dated=DATED, name=self.gold["file"])


@cache
def seeds() -> tuple[Seed, ...]:
    """Every seed, by name."""
    golds = sorted(SEEDS.glob("*.gold.json"))
    return tuple(
        Seed(path.name.removesuffix(".gold.json"), json.loads(path.read_text("utf-8")))
        for path in golds
    )
