"""The file of the keys belongs to one device, which its account signs."""

import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from matrix.wire import Refused, Unreachable
from tests.unit.matrix.payloads import ME, ROOM

if sys.version_info >= (3, 13):
    reason = "libolm has no wheels for this Python: NOTHING of end-to-end encryption is tested"
    pytest.skip(reason, allow_module_level=True)

from matrix.encryption.vault import unlocked
from tests.unit.matrix.encryption.dated import DATED
from tests.unit.matrix.encryption.keyserver import KeyServer, device, keyring, room

pytestmark = DATED


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def signatures(server: KeyServer, name: str = "ONE") -> int:
    """By how many keys a device of ours is signed: its own, and that of its account."""
    return len(server.devices[ME][name]["signatures"][ME])


async def open_and_close(server: KeyServer, folder: Path, name: str = "ONE") -> None:
    async with unlocked(keyring(folder), server.wire(ME, name), ME, name):
        pass


async def test_files_are_for_nobody_elses_eyes_and_the_device_is_signed(tmp_path: Path) -> None:
    server, files = KeyServer(), keyring(tmp_path)
    async with unlocked(files, server.wire(ME, "ONE"), ME, "ONE"):
        assert mode(files.keys) == 0o600
        assert mode(files.recovery) == 0o600
        assert {mode(tmp_path / name) for name in os.listdir(tmp_path)} == {0o600}  # noqa: PTH208

    assert signatures(server) == 2
    assert len(files.recovery.read_text().split()) == 12


async def test_start_with_the_same_files_changes_nothing(tmp_path: Path) -> None:
    server = KeyServer()
    await open_and_close(server, tmp_path)
    secret, told = keyring(tmp_path).recovery.read_text(), list(server.asked)
    await open_and_close(server, tmp_path)

    assert keyring(tmp_path).recovery.read_text() == secret
    assert server.asked[len(told) :] == ["keys/query"]


async def test_new_device_is_signed_with_the_recovery_key(tmp_path: Path) -> None:
    server = KeyServer()
    await open_and_close(server, tmp_path)
    keyring(tmp_path).keys.unlink()
    await open_and_close(server, tmp_path, "TWO")

    assert signatures(server, "TWO") == 2


async def test_new_device_without_the_recovery_key_works_unsigned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = KeyServer()
    await open_and_close(server, tmp_path)
    keyring(tmp_path).keys.unlink()
    keyring(tmp_path).recovery.unlink()
    async with unlocked(keyring(tmp_path), server.wire(ME, "TWO"), ME, "TWO") as locksmith:
        assert await locksmith.sealed(room(ME), {"body": "hello"})

    assert signatures(server, "TWO") == 1
    assert "device-not-signed" in capsys.readouterr().out
    assert not keyring(tmp_path).recovery.exists()


@pytest.mark.parametrize(
    "wrong", ["EsTc", "no key !", "EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d"]
)
async def test_wrong_recovery_key_ends_it_with_what_to_do(tmp_path: Path, wrong: str) -> None:
    server = KeyServer()
    await open_and_close(server, tmp_path)
    keyring(tmp_path).keys.unlink()
    keyring(tmp_path).recovery.write_text(wrong)

    with pytest.raises(ConfigurationError, match="recovery key"):
        await open_and_close(server, tmp_path, "TWO")


async def test_recovery_key_of_an_account_that_locked_nothing_away_ends_it_with_what_to_do(
    tmp_path: Path,
) -> None:
    server = KeyServer()
    await open_and_close(server, tmp_path)
    keyring(tmp_path).keys.unlink()
    server.data.clear()

    with pytest.raises(ConfigurationError, match="recovery key"):
        await open_and_close(server, tmp_path, "TWO")


async def test_recovery_key_that_cannot_be_read_ends_it_with_what_to_do(tmp_path: Path) -> None:
    keyring(tmp_path).recovery.write_bytes(b"\xff\xfe")

    with pytest.raises(ConfigurationError, match="recovery key"):
        await open_and_close(KeyServer(), tmp_path)


async def test_recovery_key_that_is_none_is_not_used_to_lock_anything(tmp_path: Path) -> None:
    keyring(tmp_path).recovery.write_text("hello")

    with pytest.raises(ConfigurationError, match="recovery key"):
        await open_and_close(KeyServer(), tmp_path)


async def test_first_start_that_was_cut_off_is_done_over_with_the_same_key(tmp_path: Path) -> None:
    server = KeyServer()
    server.faults["keys/device_signing/upload"] = Unreachable()
    with pytest.raises(Unreachable):
        await open_and_close(server, tmp_path)
    secret = keyring(tmp_path).recovery.read_text()
    server.faults.clear()
    await open_and_close(server, tmp_path)

    assert keyring(tmp_path).recovery.read_text() == secret
    assert signatures(server) == 2
    keyring(tmp_path).keys.unlink()
    await open_and_close(server, tmp_path, "TWO")
    assert signatures(server, "TWO") == 2


async def test_homeserver_that_wants_a_person_to_confirm_leaves_the_device_unsigned(
    tmp_path: Path,
) -> None:
    server = KeyServer()
    server.faults["keys/device_signing/upload"] = Refused(401, "")
    await open_and_close(server, tmp_path)

    assert signatures(server) == 1


async def test_homeserver_that_refuses_to_sign_ends_it(tmp_path: Path) -> None:
    server = KeyServer()
    server.faults["keys/device_signing/upload"] = Refused(401, "M_UNKNOWN_TOKEN")

    with pytest.raises(Refused):
        await open_and_close(server, tmp_path)


async def test_start_that_was_cut_off_while_it_published_keys_is_done_over(tmp_path: Path) -> None:
    server = KeyServer()
    server.lost = {"keys/upload"}
    with pytest.raises(Unreachable):
        await open_and_close(server, tmp_path)
    server.lost.clear()
    given = dict(server.once[ME, "ONE"])
    await open_and_close(server, tmp_path)
    # Somebody begins to talk by a key of the first time.
    server.once[ME, "ONE"] = given
    async with device(server, tmp_path, "@mira:example.org") as mira:
        await open_and_close(server, tmp_path)
        await mira.sealed(room(ME), {"body": "hello"})

    async with unlocked(keyring(tmp_path), server.wire(ME, "ONE"), ME, "ONE") as ours:
        [sent] = server.sent[ME, "ONE"]
        [key] = await ours.take(sent)
        assert await ours.has(ROOM, key)


async def test_keys_of_another_device_end_it_with_what_to_do(tmp_path: Path) -> None:
    server = KeyServer()
    await open_and_close(server, tmp_path)

    with pytest.raises(ConfigurationError, match="the device ONE, and the bot is signed in as TWO"):
        await open_and_close(server, tmp_path, "TWO")


async def test_device_that_was_deleted_ends_it_with_what_to_do(tmp_path: Path) -> None:
    server = KeyServer()
    await open_and_close(server, tmp_path)
    del server.devices[ME]["ONE"]

    with pytest.raises(ConfigurationError, match="sign in anew"):
        await open_and_close(server, tmp_path)


async def test_device_that_people_know_by_other_keys_ends_it_with_what_to_do(
    tmp_path: Path,
) -> None:
    server = KeyServer()
    await open_and_close(server, tmp_path)
    keyring(tmp_path).keys.unlink()

    with pytest.raises(ConfigurationError, match="sign in anew"):
        await open_and_close(server, tmp_path)


@pytest.mark.parametrize("foreign", [b"not a database at all", b"SQLite format 3\0" + b"x" * 99])
async def test_file_that_holds_no_keys_ends_it_with_what_to_do(
    tmp_path: Path, foreign: bytes
) -> None:
    keyring(tmp_path).keys.write_bytes(foreign)

    with pytest.raises(ConfigurationError, match="does not hold keys"):
        await open_and_close(KeyServer(), tmp_path)


async def test_file_of_a_newer_release_ends_it_with_what_to_do(tmp_path: Path) -> None:
    server = KeyServer()
    await open_and_close(server, tmp_path)
    with closing(sqlite3.connect(keyring(tmp_path).keys)) as connection:
        connection.execute("update crypto_version set version = 999")
        connection.commit()

    with pytest.raises(ConfigurationError, match="does not hold keys"):
        await open_and_close(server, tmp_path)


async def test_place_that_is_not_there_ends_it_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not hold keys"):
        await open_and_close(KeyServer(), tmp_path / "none")
