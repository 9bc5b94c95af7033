"""Whatever changes in a guild, what is remembered of it is what would be found anew."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.meters import Meters
from bot.model import Channel
from cogs.audience.places import Map
from cogs.audience.rights import Audience, Reach
from cogs.audience.showing import shown_to_all
from cogs.audience.survey import Survey
from cogs.guard import guard
from tests.unit.cogs.guilds import (
    GUILD,
    PEOPLE,
    ROLES,
    Guild,
    Room,
    Thread,
    described,
    guilds,
    known,
    member,
    payload,
    role_payload,
    room_payload,
    thread_payload,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MANY = settings(max_examples=60, deadline=None)
Step = tuple[Guild, str, dict[str, Any]]


class Told:
    """A client, as it is after what the gateway told of a guild, and who remembers its places."""

    def __init__(self, guild: Guild) -> None:
        self.client = discord.Client(intents=discord.Intents(guilds=True))
        self.survey = Survey()
        guard(self.client, Meters(), self.survey.heed)
        self.tell("GUILD_CREATE", whole(guild))

    def tell(self, event: str, told: dict[str, Any]) -> None:
        self.client._connection.parsers[event](told)

    @property
    def live(self) -> discord.Guild:
        found = self.client.get_guild(GUILD)
        assert found is not None
        return found

    def remembered(self, ledger: list[Channel]) -> Map:
        return self.survey.map(self.live, list(ledger))

    def anew(self, ledger: list[Channel]) -> Map:
        return Map(self.live, {c.ref.channel: c for c in ledger}, self.survey.departed)


def whole(guild: Guild) -> dict[str, Any]:
    return {**payload(guild), "unavailable": False}


def room_deleted(guild: Guild, draw: st.DrawFn) -> Step:
    room = draw(st.sampled_from(guild.rooms))
    rooms = tuple(other for other in guild.rooms if other != room)
    threads = tuple(thread for thread in guild.threads if thread.parent != room.id)
    return replace(guild, rooms=rooms, threads=threads), "CHANNEL_DELETE", room_payload(room)


def room_changed(guild: Guild, draw: st.DrawFn) -> Step:
    """Other overwrites: those of another room of some other guild."""
    room = draw(st.sampled_from(guild.rooms))
    rules = [other.rules for other in draw(guilds()).rooms]
    changed = replace(room, rules=draw(st.sampled_from([(), *rules])))
    rooms = tuple(changed if other == room else other for other in guild.rooms)
    return replace(guild, rooms=rooms), "CHANNEL_UPDATE", room_payload(changed)


def thread_deleted(guild: Guild, draw: st.DrawFn) -> Step:
    thread = draw(st.sampled_from(guild.threads))
    threads = tuple(other for other in guild.threads if other != thread)
    return replace(guild, threads=threads), "THREAD_DELETE", thread_payload(thread)


def thread_archived_or_opened(guild: Guild, draw: st.DrawFn) -> Step:
    thread = draw(st.sampled_from(guild.threads))
    changed = replace(thread, active=not thread.active)
    threads = tuple(changed if other == thread else other for other in guild.threads)
    return replace(guild, threads=threads), "THREAD_UPDATE", thread_payload(changed)


def role_changed(guild: Guild, draw: st.DrawFn) -> Step:
    role, other = draw(st.sampled_from([GUILD, *ROLES])), draw(guilds()).everyone
    told = {"guild_id": str(GUILD), "role": role_payload(role, other)}
    if role == GUILD:
        return replace(guild, everyone=other), "GUILD_ROLE_UPDATE", told
    return replace(guild, roles={**guild.roles, role: other}), "GUILD_ROLE_UPDATE", told


def came_again(guild: Guild, _draw: st.DrawFn) -> Step:
    return guild, "GUILD_CREATE", whole(guild)


@st.composite
def steps(draw: st.DrawFn, guild: Guild) -> Step:
    """Something that happens in a guild: how it is then, and how that is told."""
    possible: list[Callable[[Guild, st.DrawFn], Step]] = [role_changed, came_again]
    possible += [room_deleted, room_changed] if guild.rooms else []
    possible += [thread_deleted, thread_archived_or_opened] if guild.threads else []
    return draw(st.sampled_from(possible))(guild, draw)


@MANY
@given(st.data(), guilds())
def test_what_is_remembered_is_what_is_found_anew_and_gives_nothing_away(
    data: st.DataObject, guild: Guild
) -> None:
    guild = replace(guild, threads=tuple(t for t in guild.threads if guild.room(t.parent)))
    told, ledger = Told(guild), described(guild)
    for _ in range(data.draw(st.integers(1, 6))):
        told.remembered(ledger).places  # noqa: B018  (looked at, so that it is remembered)
        guild, event, news = data.draw(steps(guild))
        told.tell(event, news)
        if data.draw(st.booleans()):
            ledger = described(guild)
        remembered, anew = told.remembered(ledger), told.anew(ledger)

        assert remembered.places == anew.places
        for person in PEOPLE:
            reach = reached(guild, told.live, person, remembered)
            assert reach == reached(guild, told.live, person, anew)
            assert reach.within == {place.channel.ref for place in reach.places}
            assert all(reads(guild, person, channel) for channel in ledger_of(reach))


def reached(guild: Guild, live: discord.Guild, person: int, map_: Map) -> Reach:
    return asyncio.run(Audience(member(person, guild, live)).reach(map_, thorough=False))


def ledger_of(reach: Reach) -> list[Channel]:
    return [place.channel for place in reach.places]


def reads(guild: Guild, person: int, channel: Channel) -> bool:
    """Whether the person may, by the rules that Discord documents; nothing that is not there."""
    it = known(guild).get(channel.ref)
    if isinstance(it, Room):
        return guild.room(it.id) is not None and guild.reads(person, it)
    return isinstance(it, Thread) and guild.reads(person, it)


GARDEN = Guild(
    everyone=1 << 10 | 1 << 16,
    roles=dict.fromkeys(ROLES, 0),
    rooms=(Room(3001, 0, ()), Room(3002, 0, ())),
    threads=(Thread(4001, 3001, private=False, active=True, members=frozenset()),),
    has_roles=dict.fromkeys(PEOPLE, frozenset()),
)


@pytest.mark.parametrize("event", ["MESSAGE_CREATE", "TYPING_START", "INTERACTION_CREATE"])
def test_talk_moves_nothing(event: str) -> None:
    told, ledger = Told(GARDEN), described(GARDEN)
    before = told.remembered(ledger)

    told.survey.heed(event, {"guild_id": str(GUILD), "id": "7"})

    assert told.remembered(ledger) is before


@pytest.mark.parametrize(
    "news", [{"guild_id": str(GUILD)}, {"id": str(GUILD)}, {"guild_id": GUILD}, {}, None, []]
)
def test_whatever_else_is_told_is_a_reason_to_look_anew(news: object) -> None:
    told, ledger = Told(GARDEN), described(GARDEN)
    before = told.remembered(ledger)

    told.survey.heed("SOMETHING_NEW", news)

    assert told.remembered(ledger) is not before


def test_news_of_another_guild_moves_nothing_here() -> None:
    told, ledger = Told(GARDEN), described(GARDEN)
    before = told.remembered(ledger)

    told.survey.heed("CHANNEL_DELETE", {"guild_id": "77", "id": "3001"})

    assert told.remembered(ledger) is before


def test_channel_that_the_ledger_hears_of_is_looked_for_at_once() -> None:
    told, ledger = Told(GARDEN), described(GARDEN)

    assert len(told.remembered(ledger[:1]).places) == 1
    assert len(told.remembered(ledger).places) > 1
    assert shown_to_all(told.remembered(ledger).places, None) == []


def test_guild_that_the_library_made_anew_is_looked_at_anew() -> None:
    told, ledger = Told(GARDEN), described(GARDEN)
    told.remembered(ledger)
    made_anew = Told(GARDEN).live

    assert told.survey.map(made_anew, ledger).guild is made_anew
