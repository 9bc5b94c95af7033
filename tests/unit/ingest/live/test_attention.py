"""Who hears which channel, what is remembered of it, and when it is forgotten."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ingest import Ingest
from bot.ingest.live.attention import Attention
from bot.ingest.live.deputy import Deputy
from bot.ingest.parts import PART, Part
from bot.ingest.stages import Stages
from bot.model import (
    Channel,
    ChannelKind,
    ChannelRef,
    Deleted,
    Departure,
    Edited,
    Gone,
    Left,
    Link,
    MessageId,
    MessageRef,
    Turn,
)
from bot.store import open_store
from tests.unit.ingest.live.desks import Silent, empty, in_thread, seated
from tests.unit.store.garden import BEDS, NOON, PLAIN, PUMP, Splitter, channel, post, url

ROOMS = [channel(f"bed-{number}") for number in range(4)]
HERE = PUMP.ref.platform, PUMP.ref.community


class Clerks:
    """Stages that can be told apart, and how many were asked for."""

    def __init__(self) -> None:
        self.hired = 0
        self.stages = replace(PLAIN, attentive=self._hire)

    def _hire(self) -> Stages:
        self.hired += 1
        return replace(PLAIN, version=str(self.hired))


class Office:
    """Hires deputies, who can be asked what they were asked."""

    def __init__(self, *deputies: Deputy) -> None:
        self.free = list(deputies)
        self.asked: list[ChannelRef] = []

    def hire(self, _: Stages) -> Deputy | None:
        return self.free.pop(0) if self.free else None


class Listed(Deputy):
    """A deputy who keeps a list of the channels that it was asked about, and was to forget."""

    def __init__(self) -> None:
        super().__init__(PLAIN, in_thread)
        self.asked: list[ChannelRef] = []
        self.forgot: list[ChannelRef] = []
        self.unlearnt: list[ChannelRef] = []

    def links(self, parts: Sequence[Part]):  # noqa: ANN201  (as the deputy's)
        self.asked += [part.channel for part in parts]
        return super().links(parts)

    def forget(self, channels) -> None:  # noqa: ANN001  (as the deputy's)
        known = list(channels)
        self.forgot += known
        super().forget(known)

    def unlearn(self, channel: ChannelRef, ids: frozenset[MessageId]) -> None:
        self.unlearnt.append(channel)
        super().unlearn(channel, ids)


def part(where: Channel, size: int = 3) -> Part:
    turns = tuple(Turn(post(str(n), "is it dry?", where=where).message) for n in range(size))
    return Part(where.ref, ChannelKind.ROOM, turns, range(len(turns)))


def links(each: Part) -> list[Link]:
    return PLAIN.link(each.turns)


async def shared(deputy: Listed, channels: int = 64) -> Attention:
    """Attention to four rooms in which people talked all the time, half of them the deputy's."""
    attention = Attention(PLAIN, Office(seated(deputy)).hire, channels)
    await hear(attention, 24)
    deputy.asked.clear()
    return attention


async def hear(attention: Attention, times: int, size: int = 1) -> None:
    parts = [part(room, size) for room in ROOMS]
    for _ in range(times):
        assert await attention.links(parts) == [links(each) for each in parts]


async def test_deputy_hears_half_of_the_channels_where_many_speak_at_once() -> None:
    deputy = Listed()
    attention = await shared(deputy)
    await hear(attention, 2)
    assert deputy.asked == 2 * [ROOMS[0].ref, ROOMS[1].ref]


async def test_deputy_is_given_one_channel_after_the_other() -> None:
    deputy = Listed()
    attention = Attention(PLAIN, Office(seated(deputy)).hire)
    await hear(attention, 21)
    assert not deputy.asked
    await hear(attention, 1)
    assert deputy.asked == [ROOMS[0].ref]


async def test_nobody_is_hired_where_few_speak_at_once() -> None:
    office = Office(Listed())
    attention = Attention(PLAIN, office.hire)
    for _ in range(50):
        await attention.links([part(BEDS), part(PUMP)])
    assert office.free


async def test_all_is_heard_here_where_nobody_can_be_hired() -> None:
    await hear(Attention(PLAIN, Office().hire), 30)


async def test_all_is_heard_here_until_the_deputy_sits_at_its_desk() -> None:
    silent = Silent()
    late = Deputy(PLAIN, silent)
    late.is_ready = lambda: False  # type: ignore[method-assign]
    await hear(Attention(PLAIN, Office(late).hire), 30)


async def test_new_channels_are_heard_by_who_hears_fewer() -> None:
    deputy = Listed()
    attention = await shared(deputy)
    await attention.links([part(channel("shed"))])
    await attention.links([part(channel("roof"))])
    await attention.links([part(channel("yard"))])
    assert deputy.asked == [channel("roof").ref]


async def test_long_stretch_is_heard_here_and_the_deputy_forgets_its_channel() -> None:
    deputy = Listed()
    attention = await shared(deputy)
    long = replace(part(ROOMS[0], PART + 1), focus=range(PART, PART + 1))
    assert await attention.links([long]) == [PLAIN.link(long.turns, focus=range(PART, PART + 1))]
    assert deputy.forgot == [ROOMS[0].ref]
    assert not deputy.asked


async def test_deputy_forgets_what_is_to_be_forgotten() -> None:
    deputy = Listed()
    attention = await shared(deputy)
    attention.forget([ROOMS[2].ref, ROOMS[1].ref, BEDS.ref])
    assert deputy.forgot == [ROOMS[1].ref]
    attention.forget_all()
    assert deputy.forgot == [ROOMS[1].ref, ROOMS[0].ref]


async def test_channel_that_was_silent_longest_is_forgotten_by_who_heard_it() -> None:
    deputy = Listed()
    attention = await shared(deputy, channels=4)
    await attention.links([part(channel(f"new-{number}")) for number in range(4)])
    await attention.links([part(BEDS)])
    assert not deputy.forgot
    await attention.links([part(BEDS)])
    assert deputy.forgot == [ROOMS[0].ref]


async def test_channel_that_speaks_again_is_not_the_one_that_was_silent_longest() -> None:
    clerks = Clerks()
    attention = Attention(clerks.stages, channels=2)
    for room in (BEDS, PUMP, BEDS, channel("shed"), BEDS, BEDS):
        await attention.links([part(room)])
    assert clerks.hired == 3


async def test_more_channels_than_are_remembered_are_heard_at_once_and_all_are_forgotten() -> None:
    clerks = Clerks()
    attention = Attention(clerks.stages, channels=2)
    await attention.links([part(room) for room in ROOMS])
    assert clerks.hired == len(ROOMS)
    attention.forget_all()
    await attention.links([part(ROOMS[0])])
    assert clerks.hired == len(ROOMS) + 1


async def test_all_is_heard_here_when_the_deputy_is_gone() -> None:
    attention = Attention(PLAIN, Office(Deputy(PLAIN, empty)).hire)
    await hear(attention, 30)
    attention.forget_all()
    await hear(attention, 3)


async def test_all_is_heard_here_when_the_deputy_dies_over_its_work() -> None:
    silent = Silent()
    attention = Attention(PLAIN, Office(Deputy(PLAIN, silent, patience=0.01)).hire)
    await hear(attention, 30)
    assert silent.ended == 1


async def test_deputy_that_dies_unnoticed_need_not_forget() -> None:
    silent = Silent()
    attention = Attention(PLAIN, Office(Deputy(PLAIN, silent, patience=0.01)).hire)
    await hear(attention, 20)
    silent.theirs.close()
    attention.forget_all()
    await hear(attention, 3)


async def test_another_is_hired_a_good_while_after_one_died() -> None:
    second = Listed()
    office = Office(Deputy(PLAIN, empty), seated(second))
    attention = Attention(PLAIN, office.hire)
    await hear(attention, 900)
    assert office.free
    await hear(attention, 150)
    assert second.asked


async def test_all_is_forgotten_when_another_program_wrote() -> None:
    deputy = Listed()
    attention = await shared(deputy)
    attention.doubt(7)
    deputy.forgot.clear()
    await hear(attention, 1)
    attention.doubt(8)
    assert not deputy.forgot
    attention.doubt(10)
    assert deputy.forgot


async def test_words_are_forgotten_when_they_are_taken_back(tmp_path: Path) -> None:
    clerks, ref = Clerks(), MessageRef(BEDS.ref, MessageId("2"))
    async with open_store(url(tmp_path / "ledger.db"), clock=lambda: NOON) as store:
        ingest = Ingest(store, Splitter(), clerks.stages)
        await ingest.ingest([post("1", "is it dry?")])
        await ingest.ingest([post("2", "it is not")])
        assert clerks.hired == 1
        await ingest.ingest([Edited(ref, "it is", NOON.replace(hour=20))])
        assert clerks.hired == 2
        await ingest.ingest([Deleted(ref, NOON)])
        assert clerks.hired == 3


async def test_channels_are_forgotten_when_one_departs(tmp_path: Path) -> None:
    clerks = Clerks()
    async with open_store(url(tmp_path / "ledger.db"), clock=lambda: NOON) as store:
        ingest = Ingest(store, Splitter(), clerks.stages)
        await ingest.ingest([post("1", "is it dry?"), post("1", "is it deep?", where=PUMP)])
        assert clerks.hired == 2
        await ingest.ingest([Gone(PUMP.ref, NOON)])
        await ingest.ingest([post("2", "it is not")])
        assert clerks.hired == 3


@pytest.mark.parametrize("departure", [Gone(PUMP.ref, NOON), Left(*HERE, NOON, PUMP.ref.channel)])
async def test_departure_of_what_nobody_knows_makes_nobody_forget(
    tmp_path: Path, departure: Departure
) -> None:
    """As that of the files of each message that is deleted."""
    clerks = Clerks()
    async with open_store(url(tmp_path / "ledger.db"), clock=lambda: NOON) as store:
        ingest = Ingest(store, Splitter(), clerks.stages)
        await ingest.ingest([post("1", "is it dry?")])
        await ingest.ingest([departure])
        await ingest.ingest([post("2", "it is not")])
        assert clerks.hired == 1


async def test_deputy_hears_whose_words_are_taken_back_and_forgets_a_channel_of_many() -> None:
    deputy = Listed()
    attention = await shared(deputy)
    few, many = [{MessageId(str(n)) for n in range(count)} for count in (3, 51)]

    for room in ROOMS:
        attention.unlearn(room.ref, few)
    assert deputy.unlearnt == [ROOMS[0].ref, ROOMS[1].ref]
    assert not deputy.forgot

    attention.unlearn(ROOMS[0].ref, many)
    assert deputy.forgot == [ROOMS[0].ref]
    await hear(attention, 2)
