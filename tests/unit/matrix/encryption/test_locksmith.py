"""An event is opened with the newest edit that came with it."""

from typing import Any

import pytest

from matrix.encryption.locksmith import Locked, opened
from tests.unit.matrix.encryption.smith import Smith, locked
from tests.unit.matrix.payloads import ROOM, edit, event, message


def edited(plain: dict[str, Any], by: dict[str, Any]) -> dict[str, Any]:
    relations = {"m.replace": by, "m.thread": {"count": 1}}
    return {**plain, "unsigned": {"age": 1, "m.relations": relations}}


async def test_event_in_the_open_is_let_be() -> None:
    said = edited(message("the pump drips"), edit("$1", "the pump leaks"))

    assert await opened(Smith(), ROOM, said) == said


async def test_encrypted_event_is_opened() -> None:
    said = message("the pump drips")

    assert await opened(Smith("k1"), ROOM, locked(said)) == said


async def test_event_without_its_key_is_locked() -> None:
    with pytest.raises(Locked) as error:
        await opened(Smith(), ROOM, locked(message("the pump drips"), "k7"))

    assert error.value.key == "k7"


async def test_edit_that_came_along_is_opened_too() -> None:
    said, new = message("the pump drips"), edit("$1", "the pump leaks")

    found = await opened(Smith("k1"), ROOM, edited(locked(said), locked(new)))

    assert found == edited(said, new)


async def test_edit_that_is_locked_is_left_out() -> None:
    said, new = message("the pump drips"), edit("$1", "the pump leaks")

    found = await opened(Smith("k1"), ROOM, edited(locked(said), locked(new, "k2")))

    assert found == {**said, "unsigned": {"age": 1, "m.relations": {"m.thread": {"count": 1}}}}


async def test_deleted_event_looks_as_in_the_open() -> None:
    gone = {**locked(message("the pump drips")), "content": {}}

    assert await opened(Smith(), ROOM, gone) == {**message(""), "content": {}}


@pytest.mark.parametrize("kind", ["m.room.redaction", "m.room.tombstone", "m.room.member", "x"])
async def test_what_must_be_in_the_open_counts_for_nothing_when_it_is_encrypted(kind: str) -> None:
    claimed = event(kind, {"redacts": "$7", "replacement_room": "!trap"})

    found = await opened(Smith("k1"), ROOM, locked(claimed))

    assert (found["type"], found["content"]) == ("m.room.encrypted", {})
