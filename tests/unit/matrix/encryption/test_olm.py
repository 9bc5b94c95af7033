"""Devices open what was sealed for them, and nothing else."""

import sqlite3
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from matrix.encryption.locksmith import Locked
from matrix.wire import Unreachable
from tests.unit.matrix.payloads import JON, ME, MIRA, ROOM

if sys.version_info >= (3, 13):
    reason = "libolm has no wheels for this Python: NOTHING of end-to-end encryption is tested"
    pytest.skip(reason, allow_module_level=True)

from mautrix.crypto.attachments import encrypt_attachment
from mautrix.types import (
    EncryptionAlgorithm,
    EventType,
    ForwardedRoomKeyEventContent,
    RoomID,
    UserID,
)

from matrix.encryption.machine import Keys, Readers
from tests.unit.matrix.encryption.dated import DATED
from tests.unit.matrix.encryption.keyserver import KeyServer, device, posted, room

pytestmark = DATED
SAID = {"msgtype": "m.text", "body": "the pump drips"}


async def delivered(server: KeyServer, to: Any, person: str, name: str = "ONE") -> list[str]:
    """Hands a device what was sent to it; returns the keys that it took."""
    waiting, server.sent[person, name] = server.sent[person, name], []
    return [key for sent in waiting for key in await to.take(sent)]


class Pair:
    """Mira's device and ours, in one room."""

    def __init__(self, server: KeyServer, mira: Any, ours: Any) -> None:
        self.server, self.mira, self.ours = server, mira, ours

    async def said(self, **content: Any) -> dict[str, Any]:
        """A message of hers, whose key we were given."""
        sealed = posted(await self.mira.sealed(room(MIRA, ME), {**SAID, **content}), MIRA)
        await delivered(self.server, self.ours, ME)
        return sealed


async def paired(work: AsyncExitStack, folder: Path) -> Pair:
    server = KeyServer()
    mira = await work.enter_async_context(device(server, folder, MIRA))
    return Pair(server, mira, await work.enter_async_context(device(server, folder, ME)))


async def test_message_is_opened_by_whom_it_is_for(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        about = {"rel_type": "m.thread", "event_id": "$0"}
        sealed = await pair.said(**{"m.relates_to": about})

        assert "body" not in sealed["content"]
        assert sealed["content"]["m.relates_to"] == about
        opened = await pair.ours.opened(ROOM, sealed)
        assert opened["type"] == "m.room.message"
        assert opened["content"] == {**SAID, "m.relates_to": about}
        # Looked at again, as after a crash.
        assert await pair.ours.opened(ROOM, sealed) == opened
        answer = posted(await pair.ours.sealed(room(MIRA, ME), SAID), ME, "$2")
        await delivered(pair.server, pair.mira, MIRA)
        assert (await pair.mira.opened(ROOM, answer))["content"] == SAID
        assert (await pair.ours.opened(ROOM, answer))["content"] == SAID


async def test_relation_that_stands_in_the_open_alone_counts(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        sealed = await pair.said()
        sealed["content"]["m.relates_to"] = {"m.in_reply_to": {"event_id": "$0"}}

        opened = await pair.ours.opened(ROOM, sealed)

        assert opened["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": "$0"}}


async def test_what_is_not_for_us_or_was_tampered_with_stays_locked(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        sealed = await pair.said()
        key = sealed["content"]["session_id"]
        words = sealed["content"]["ciphertext"]
        odd: list[dict[str, Any]] = [
            {"algorithm": "m.olm.v1.curve25519-aes-sha2"},
            {"ciphertext": {}},
            {"session_id": 7},
            {"ciphertext": "no base 64 !"},
            {"ciphertext": words[:-8] + "AAAAAAAA"},
            {"ciphertext": ""},
            {"ciphertext": "AwgAEgA"},
        ]
        for change in odd:
            changed = {**sealed, "content": {**sealed["content"], **change}}
            with pytest.raises(Locked) as error:
                await pair.ours.opened(ROOM, changed)
            assert error.value.key == ""
        for missing in ("event_id", "sender", "origin_server_ts"):
            with pytest.raises(Locked):
                await pair.ours.opened(ROOM, {**sealed, missing: None})
        assert await pair.ours.opened(ROOM, sealed)
        with pytest.raises(Locked) as error:
            await pair.ours.opened("!other:example.org", sealed)
        assert error.value.key == key
        # Played again as another event.
        with pytest.raises(Locked):
            await pair.ours.opened(ROOM, {**sealed, "event_id": "$copy"})


async def test_event_without_its_key_names_it(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        sealed = posted(await pair.mira.sealed(room(MIRA), SAID), MIRA)
        with pytest.raises(Locked) as error:
            await pair.ours.opened(ROOM, sealed)

        assert error.value.key == sealed["content"]["session_id"]
        assert not await pair.ours.has(ROOM, error.value.key)
        assert await pair.mira.has(ROOM, error.value.key)


async def test_odd_events_to_a_device_bring_no_keys(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        await pair.mira.sealed(room(MIRA, ME), SAID)
        [good] = pair.server.sent[ME, "ONE"]
        for odd in (
            {},
            {"type": "m.room.encrypted"},
            {**good, "content": {}},
            {**good, "content": {**good["content"], "ciphertext": {}}},
            {**good, "content": {**good["content"], "sender_key": "x"}},
            {**good, "sender": JON},
        ):
            assert list(await pair.ours.take(odd)) == []

        assert len(await pair.ours.take(good)) == 1
        # Taken in twice, it brings none.
        assert list(await pair.ours.take(good)) == []


async def test_key_is_not_lost_when_it_cannot_be_kept_the_first_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        await pair.mira.sealed(room(MIRA, ME), SAID)
        [sent] = pair.server.sent[ME, "ONE"]

        async def is_full(*_given: object) -> None:
            raise sqlite3.OperationalError

        with monkeypatch.context() as broken:
            broken.setattr(Keys, "put_group_session", is_full)
            with pytest.raises(sqlite3.OperationalError):
                await pair.ours.take(sent)

        assert len(await pair.ours.take(sent)) == 1


async def test_key_is_new_when_somebody_comes_and_the_same_while_nobody_does(
    tmp_path: Path,
) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        jon = await work.enter_async_context(device(pair.server, tmp_path, JON))
        small, large = room(MIRA, ME), room(MIRA, ME, JON)
        keys = [
            (await pair.ours.sealed(there, SAID))["session_id"]
            for there in (small, small, large, large, small)
        ]

        assert keys[0] == keys[1]
        assert keys[2] == keys[3]
        assert len(set(keys)) == 3
        assert await delivered(pair.server, jon, JON) == [keys[2]]
        assert await delivered(pair.server, pair.mira, MIRA) == [keys[0], keys[2], keys[4]]


async def test_key_is_new_when_somebody_has_another_device(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        before = (await pair.ours.sealed(room(MIRA, ME), SAID))["session_id"]
        phone = await work.enter_async_context(device(pair.server, tmp_path, MIRA, "PHONE"))
        await pair.ours.look_after([MIRA], is_low=False)
        after = (await pair.ours.sealed(room(MIRA, ME), SAID))["session_id"]

        assert before != after
        assert await delivered(pair.server, phone, MIRA, "PHONE") == [after]


async def test_key_is_new_when_it_was_used_as_often_as_the_room_allows(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        here = room(MIRA, ME, rotation_period_msgs=2)
        keys = [(await pair.ours.sealed(here, SAID))["session_id"] for _ in range(5)]

        assert [len(set(keys[:2])), len(set(keys))] == [1, 3]


async def test_message_is_not_sealed_while_a_key_cannot_be_given(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        pair.server.faults["keys/claim"] = Unreachable()
        with pytest.raises(Unreachable):
            await pair.ours.sealed(room(MIRA, ME), SAID)
        del pair.server.faults["keys/claim"]
        answer = posted(await pair.ours.sealed(room(MIRA, ME), SAID), ME)
        await delivered(pair.server, pair.mira, MIRA)

        assert (await pair.mira.opened(ROOM, answer))["content"] == SAID


async def test_homeserver_that_is_low_on_keys_is_given_some(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        pair.server.once[ME, "ONE"].clear()
        await pair.ours.look_after([], is_low=True)

        assert len(pair.server.once[ME, "ONE"]) >= 40


async def test_only_rooms_that_we_spoke_in_have_readers() -> None:
    readers, here = Readers(), room(MIRA, ME)
    assert not readers.are(here)
    readers.become(here)

    assert await readers.is_encrypted(RoomID(ROOM))
    assert not await readers.is_encrypted(RoomID("!other:example.org"))
    assert await readers.find_shared_rooms(UserID(MIRA)) == [ROOM]
    assert await readers.find_shared_rooms(UserID(JON)) == []


async def test_keys_outlive_a_start(tmp_path: Path) -> None:
    server = KeyServer()
    async with device(server, tmp_path, MIRA) as mira:
        async with device(server, tmp_path, ME) as ours:
            sealed = posted(await mira.sealed(room(MIRA, ME), SAID), MIRA)
            await delivered(server, ours, ME)
        late = posted(await mira.sealed(room(MIRA, ME), SAID), MIRA, "$2")
        async with device(server, tmp_path, ME) as ours:
            assert (await ours.opened(ROOM, sealed))["content"] == SAID
            assert (await ours.opened(ROOM, late))["content"] == SAID


async def test_key_is_not_replaced_by_one_that_opens_less(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        sealed = await pair.said()
        session = await pair.mira._keys.get_outbound_group_session(ROOM)
        machine = pair.mira._machine
        ours = await machine.get_or_fetch_device(ME, "ONE")
        later = session.share_content
        await machine.send_encrypted_to_device(ours, EventType.ROOM_KEY, later)
        await delivered(pair.server, pair.ours, ME)

        assert (await pair.ours.opened(ROOM, sealed))["content"] == SAID


async def test_key_that_somebody_passes_on_is_let_be(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        key = (await pair.mira.sealed(room(MIRA), SAID))["session_id"]
        session = await pair.mira._keys.get_group_session(ROOM, key)
        machine = pair.mira._machine
        passed_on = ForwardedRoomKeyEventContent(
            algorithm=EncryptionAlgorithm.MEGOLM_V1,
            room_id=RoomID(ROOM),
            session_id=key,
            session_key=session.export_session(0),
            sender_key=session.sender_key,
            signing_key=session.signing_key,
            forwarding_key_chain=[],
        )
        ours = await machine.get_or_fetch_device(ME, "ONE")
        await machine.send_encrypted_to_device(ours, EventType.FORWARDED_ROOM_KEY, passed_on)

        assert await delivered(pair.server, pair.ours, ME) == []
        assert not await pair.ours.has(ROOM, key)


async def test_broken_talk_is_begun_anew(tmp_path: Path) -> None:
    async with AsyncExitStack() as work:
        pair = await paired(work, tmp_path)
        await pair.said()
        await pair.ours.sealed(room(MIRA, ME), SAID)
        [good] = pair.server.sent.pop((MIRA, "ONE"))
        [told] = good["content"]["ciphertext"].values()
        told["body"] = told["body"][:-6] + "AAAAAA"
        assert list(await pair.mira.take(good)) == []

        # She tells us so, by a new talk, and the next key arrives.
        assert [sent["type"] for sent in pair.server.sent[ME, "ONE"]] == ["m.room.encrypted"]
        await delivered(pair.server, pair.ours, ME)
        await pair.ours.sealed(room(MIRA, ME, JON), SAID)
        assert len(await delivered(pair.server, pair.mira, MIRA)) == 1


async def test_file_is_opened_by_its_lock_and_no_other_file_is(tmp_path: Path) -> None:
    sealed, lock = encrypt_attachment(b"the pump drips")
    told = lock.serialize()
    async with device(KeyServer(), tmp_path, ME) as ours:
        assert await ours.opened_file(sealed, told) == b"the pump drips"

        spoilt = [(sealed[:-1], told), (b"x" * len(sealed), told), (sealed, {**told, "iv": "AA"})]
        odd: list[Any] = [{}, {**told, "key": None}, {**told, "hashes": {"sha256": 7}}]
        for data, other in [*spoilt, *((sealed, each) for each in odd)]:
            with pytest.raises(Locked):
                await ours.opened_file(data, other)
