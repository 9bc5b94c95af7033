"""The edge starts anew after whatever ended a life of it, and tells what a person must mend."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import ConfigurationError
from bot.settings import MatrixSettings
from bot.store import open_store
from matrix import edge
from matrix.house import House
from matrix.wire import Wire
from tests.matrix.conftest import Ear
from tests.unit.matrix.payloads import ME


async def test_it_starts_anew_until_only_a_person_can_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[Exception] = [ValueError(), OSError(), ConfigurationError("Sign in.")]

    async def life(_house: House, _wire: Wire) -> None:
        raise ends.pop(0)

    monkeypatch.setattr(edge, "_connected", life)
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings(token=SecretStr("t")), ME)
        with pytest.raises(ConfigurationError, match="Sign in"):
            await asyncio.wait_for(edge.serve(ear.house), 60)

    assert ends == []


@pytest.mark.parametrize("given", [{}, {"token": "t", "user": ME, "password": "p"}])
async def test_it_needs_one_way_in(tmp_path: Path, given: dict[str, Any]) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings.model_validate(given), ME)
        with pytest.raises(ConfigurationError, match="LOOSEENDS_MATRIX__PASSWORD"):
            await edge.serve(ear.house)
