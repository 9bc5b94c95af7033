"""What a sync tells of keys is kept as letters."""

import json
from typing import Any

import pytest

from matrix.encryption.inbox import DEVICES, ENOUGH, KEY, key_letters
from tests.unit.matrix.payloads import MIRA


def told(**parts: Any) -> dict[str, Any]:
    return {"next_batch": "s9", **parts}


def to_device(*events: Any) -> dict[str, Any]:
    return told(to_device={"events": list(events)})


def test_keys_are_letters_in_the_order_in_which_they_came() -> None:
    sent = [{"type": "m.room.encrypted", "content": {"n": n}} for n in range(2)]

    letters = key_letters(to_device(*sent))

    assert [(each.kind, json.loads(each.raw)) for each in letters] == [(KEY, e) for e in sent]
    assert len({(each.channel, each.event) for each in letters}) == 2


def test_what_is_no_key_is_no_letter() -> None:
    assert key_letters(to_device({"type": "m.room_key_request"}, "odd", None)) == ()


def test_changed_devices_are_one_letter() -> None:
    [letter] = key_letters(told(device_lists={"changed": [MIRA, 7]}))

    assert letter.kind == DEVICES
    assert json.loads(letter.raw) == {"changed": [MIRA], "is_low": False}


@pytest.mark.parametrize(("left", "is_low"), [(ENOUGH - 1, True), (0, True), (ENOUGH, False)])
def test_keys_that_run_low_are_a_letter(left: int, *, is_low: bool) -> None:
    letters = key_letters(told(device_one_time_keys_count={"signed_curve25519": left}))

    assert [json.loads(each.raw)["is_low"] for each in letters] == [True] * is_low


def test_homeserver_that_names_no_kind_of_key_has_none() -> None:
    assert len(key_letters(told(device_one_time_keys_count={}))) == 1


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"to_device": [], "device_lists": "x", "device_one_time_keys_count": 7},
        {"to_device": {"events": {}}, "device_lists": {"changed": None}},
        {"device_lists": {"changed": 3}},
    ],
)
def test_odd_sync_tells_of_no_keys(odd: dict[str, Any]) -> None:
    assert [each for each in key_letters(told(**odd)) if each.kind == KEY] == []
