"""The edge starts anew after whatever ended a life of it, and tells what a person must mend."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import ConfigurationError
from bot.settings import MatrixSettings
from bot.store import open_store
from matrix import edge
from matrix.homeserver import Homeserver
from matrix.house import House, Keyring
from matrix.wire import Json, Refused, Wire
from tests.matrix.conftest import Ear
from tests.unit.matrix.payloads import ME
from tests.unit.matrix.test_recorded import Script


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


class Login(Script):
    """Nobody is signed in yet; notes who asks to be."""

    def __init__(self, answer: Exception | None = None) -> None:
        super().__init__()
        self.token, self.answer = "", answer
        self.asked: list[Json] = []

    async def post(self, *path: str, body: Json | None = None, **_more: Any) -> Json:
        self.asked.append(body or {})
        if self.answer is not None:
            raise self.answer
        return {"access_token": "t", "device_id": "GARDEN"}


async def signed_in(ear: Ear, script: Script) -> None:
    """Lives until the first sync says that the token is not good any more."""
    script.syncs.put_nowait(Refused(401, "M_UNKNOWN_TOKEN"))
    with pytest.raises(ConfigurationError, match="LOOSEENDS_MATRIX__TOKEN"):
        await edge._connected(ear.house, script)


PASSWORD = MatrixSettings(user=ME, password=SecretStr("p"))


async def test_password_signs_in_as_the_device_of_the_last_time(tmp_path: Path) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        for devices in ([None], ["GARDEN"]):
            script = Login()
            await signed_in(Ear(store, PASSWORD, ME), script)

            assert [each.get("device_id") for each in script.asked] == devices
            assert script.asked[0]["identifier"]["user"] == ME
            assert script.token


async def test_password_signs_in_as_a_new_device_where_the_keys_are_gone(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "l.keys", tmp_path / "l.recovery")
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, PASSWORD, ME, keyring)
        for device in (None, "GARDEN"):
            script = Login()
            await edge._signed_in(ear.house, Homeserver(script), script)
            assert script.asked[0].get("device_id") == device
            keyring.keys.touch()


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (Refused(403, "M_FORBIDDEN"), ConfigurationError),
        (Refused(429, "M_LIMIT_EXCEEDED"), Refused),
    ],
)
async def test_password_that_is_refused_ends_it_but_one_that_is_put_off_does_not(
    tmp_path: Path, answer: Refused, raised: type[Exception]
) -> None:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        with pytest.raises(raised) as error:
            await edge._signed_in(
                Ear(store, PASSWORD, ME).house, Homeserver(script := Login(answer)), script
            )
        assert ("LOOSEENDS_MATRIX__PASSWORD" in str(error.value)) == (raised is ConfigurationError)


async def test_refusal_that_only_this_request_met_with_starts_it_anew(tmp_path: Path) -> None:
    script = Script()
    script.syncs.put_nowait(Refused(403, "M_FORBIDDEN"))
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        with pytest.raises(ExceptionGroup) as error:
            await edge._connected(Ear(store, PASSWORD, ME).house, script)
    assert error.group_contains(Refused)


async def test_extra_that_cannot_be_loaded_ends_it_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matrix.encryption.vault", None)
    keyring = Keyring(tmp_path / "l.keys", tmp_path / "l.recovery")
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        with pytest.raises(ConfigurationError, match=r"Install looseends\[e2ee\]"):
            await edge._connected(Ear(store, PASSWORD, ME, keyring).house, Script())
