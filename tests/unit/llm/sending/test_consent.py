"""Nobody's words leave the machine unless their channel was named and they are not silent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.llm.sending.consent import Everybody, NamedChannels, is_opted_in
from bot.model import AuthorId, Channel, ChannelId, ChannelRef, CommunityId
from bot.ports import RefiningLog
from tests.unit.llm.double import CHANNEL, message

PRUNING = Channel(CHANNEL, "pruning")
THREAD = Channel(replace(CHANNEL, channel=ChannelId("t1")), "a thread", parent=ChannelId("pruning"))


@pytest.mark.parametrize("name", ["pruning", "orchard", "*"])
def test_channel_is_named_by_itself_by_its_community_or_with_all(name: str) -> None:
    assert is_opted_in(PRUNING, {name})


def test_thread_is_named_with_its_channel() -> None:
    assert is_opted_in(THREAD, {"pruning"})
    assert not is_opted_in(PRUNING, {"t1"})


@pytest.mark.parametrize("names", [(), ("",), ("prun",), ("a thread",)])
def test_nothing_else_is_named(names: Sequence[str]) -> None:
    assert not is_opted_in(PRUNING, names)
    assert not is_opted_in(None, ("*",))


@dataclass
class Silent:
    """Some people do not want to be kept."""

    who: Sequence[str] = ()

    async def silences(self) -> "Silent":
        return self

    def last(self, channel: ChannelRef, author: AuthorId, /) -> bool:
        return author in self.who


@dataclass
class Known:
    """The channels that a ledger knows, and how often it was asked."""

    them: list[Channel]
    asked: int = field(default=0)

    async def channels(self, community: CommunityId | None = None) -> Sequence[Channel]:
        self.asked += 1
        return list(self.them)


def log(*channels: Channel) -> RefiningLog:
    return Known(list(channels))  # pyright: ignore[reportReturnType]  (all that is asked of it)


async def test_consent_is_given_for_named_channels_and_people_who_are_not_silent() -> None:
    consent = NamedChannels({"pruning"}, log(PRUNING, THREAD), Silent(["id-of-jon"]))
    lawn = replace(CHANNEL, channel=ChannelId("lawn"))
    mine, his = message("hello there", 1), message("no", 2, by="jon")
    threaded = message("in the thread", 3, channel=THREAD.ref)

    given = await consent.given([mine, his, threaded, message("there", 4, channel=lawn)])

    assert given == {mine.ref, threaded.ref}


async def test_channels_that_come_later_are_looked_up() -> None:
    known = Known([])
    consent = NamedChannels({"*"}, known, Silent())  # pyright: ignore[reportArgumentType]
    assert not await consent.given([message("hello")])

    known.them.append(PRUNING)

    assert await consent.given([message("hello")])
    assert await consent.given([message("hello")])
    assert known.asked == 2


async def test_what_people_hand_in_themselves_may_be_read() -> None:
    texts = [message("hello"), message("there", 2)]

    assert await Everybody().given(texts) == {text.ref for text in texts}
