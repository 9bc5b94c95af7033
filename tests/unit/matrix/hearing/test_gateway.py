"""What is taken back on Matrix changes what it was about."""

from dataclasses import replace

from bot.model import Deleted, Reacted
from matrix.hearing.gateway import Gateway
from matrix.hearing.letters import relation
from tests.matrix.conftest import Ear
from tests.unit.matrix.payloads import JON, ME, ROOM, event, reacted
from tests.unit.matrix.test_doors import HERE, Server, ear, read

__all__ = ["ear"]


async def test_reaction_that_was_taken_back_is_taken_off_its_message(ear: Ear) -> None:
    put = {**reacted("$1", "👍", "$r"), "sender": JON}
    found = relation(ROOM, put)
    assert found is not None
    await ear.store.desk.accept([], [found])
    gateway = Gateway(ear.house, Server(), ME)
    [on] = await gateway.live(read(put), HERE)

    [off] = await gateway.live(read(event("m.room.redaction", {"redacts": "$r"})), HERE)

    assert isinstance(on, Reacted)
    assert isinstance(off, Reacted)
    assert (on.added, off.added) == (True, False)
    assert off.message == on.message
    assert off.reaction == replace(on.reaction, at=None)


async def test_deletion_is_read_wherever_the_version_of_the_room_puts_it(ear: Ear) -> None:
    gateway = Gateway(ear.house, Server(), ME)
    old = {**event("m.room.redaction", {}), "redacts": "$1"}
    new = event("m.room.redaction", {"redacts": "$1"})

    [before], [since] = [await gateway.live(read(each), HERE) for each in (old, new)]

    assert isinstance(before, Deleted)
    assert before == since
