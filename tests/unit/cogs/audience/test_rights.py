"""Nothing is shown that the viewer may not read: against the rules as Discord documents them."""

import asyncio
from dataclasses import replace

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Channel, ChannelId, ChannelKind, ChannelRef
from cogs.audience.places import Map, Place
from cogs.audience.rights import LOOKED_UP, Audience, Reach
from cogs.audience.showing import shown_to_all
from tests.unit.cogs.guilds import (
    CONNECT,
    GUILD,
    HISTORY,
    MANAGE_MESSAGES,
    MANAGE_THREADS,
    OWNER,
    PEOPLE,
    ROLES,
    TEXT,
    VIEW,
    VOICE,
    Guild,
    Room,
    Rule,
    Thread,
    archived,
    connected,
    described,
    guilds,
    known,
    member,
    ref,
)

MANY = settings(max_examples=100)
PUBLIC = Room(3001, TEXT, ())
SECRET = Room(3002, TEXT, (Rule(GUILD, 0, VIEW),))
PLAIN = Guild(
    VIEW | HISTORY,
    dict.fromkeys(ROLES, 0),
    (PUBLIC, SECRET),
    (),
    dict.fromkeys(PEOPLE, frozenset()),
)
JON = PEOPLE[1]


def reach(
    guild: Guild,
    person: int,
    *,
    settlers: frozenset[str] = frozenset(),
    thorough: bool = True,
    here: int = 0,
    departed: frozenset[int] = frozenset(),
    more: tuple[Channel, ...] = (),
    deleted: frozenset[int] = frozenset(),
) -> Reach:
    live, _ = connected(guild)

    async def look_up(id_: int) -> discord.Thread | None:
        return None if id_ in deleted else archived(id_, guild, live)

    audience = Audience(member(person, guild, live), settlers, here, look_up)
    return asyncio.run(audience.reach(seen(guild, live, departed, more), thorough=thorough))


def seen(
    guild: Guild,
    live: discord.Guild,
    departed: frozenset[int] = frozenset(),
    more: tuple[Channel, ...] = (),
) -> Map:
    return Map(live, {c.ref.channel: c for c in (*described(guild), *more)}, departed)


def may_be_shown(place: Place, where: Place) -> bool:
    return shown_to_all([place], where) == [place]


def told(guild: Guild, person: int) -> set[ChannelRef]:
    """What the person may read; of rooms that were deleted, nothing."""
    return {
        here
        for here, it in known(guild).items()
        if guild.reads(person, it) and (isinstance(it, Thread) or guild.room(it.id))
    }


@MANY
@given(guilds(), st.sampled_from(PEOPLE))
def test_a_member_reaches_what_the_member_may_read_and_nothing_else(
    guild: Guild, person: int
) -> None:
    assert reach(guild, person).within == told(guild, person)


@MANY
@given(guilds(), st.sampled_from(PEOPLE), st.frozensets(st.sampled_from(ROLES), max_size=1))
def test_a_member_settles_where_the_member_may_manage_messages_or_has_the_role(
    guild: Guild, person: int, settlers: frozenset[int]
) -> None:
    found = reach(guild, person, settlers=frozenset(map(str, settlers)))

    def may(it: Room | Thread) -> bool:
        room = guild.room(it.parent) if isinstance(it, Thread) else it
        assert room is not None
        manages = bool(guild.allowed(person, room) & MANAGE_MESSAGES)
        holds = bool(guild.has_roles[person] & settlers)
        return person not in guild.timed_out and (manages or holds)

    assert found.settling == {here for here in found.within if may(known(guild)[here])}


@MANY
@given(guilds(), st.sampled_from(PEOPLE))
def test_without_asking_a_member_reaches_less_and_never_more(guild: Guild, person: int) -> None:
    quick, thorough = (reach(guild, person, thorough=t).within for t in (False, True))

    assert quick <= thorough
    assert all(known(guild)[here].private for here in thorough - quick)  # pyright: ignore[reportAttributeAccessIssue]  (only threads are)


@MANY
@given(guilds())
def test_what_may_be_shown_to_all_may_be_read_by_all_who_see_it(guild: Guild) -> None:
    live, _ = connected(guild)
    map_ = seen(guild, live)
    places = [(c.ref, place) for c in map_.known.values() if (place := map_.place(c))]

    for a, shown in places:
        for b, where in places:
            if may_be_shown(shown, where):
                eyes = [person for person in PEOPLE if guild.sees(person, known(guild)[b])]
                assert all(guild.reads(person, known(guild)[a]) for person in eyes)


def test_what_is_public_may_be_shown_anywhere_and_what_is_secret_only_where_it_stands() -> None:
    thread = Thread(4001, SECRET.id, private=False, active=True, members=frozenset())
    private = Thread(4002, SECRET.id, private=True, active=True, members=frozenset())
    guild = replace(PLAIN, threads=(thread, private))
    live, _ = connected(guild)
    at = {c.ref: seen(guild, live).place(c) for c in described(guild)}
    public, secret, below, within = (at[ref(id_)] for id_ in (3001, 3002, 4001, 4002))
    assert public and secret and below and within  # noqa: PT018

    assert may_be_shown(public, secret)
    assert may_be_shown(secret, below)
    assert may_be_shown(below, secret)
    assert may_be_shown(secret, within)
    assert may_be_shown(within, within)
    assert not may_be_shown(secret, public)
    assert not may_be_shown(within, secret)


def test_what_is_for_adults_is_not_shown_elsewhere() -> None:
    guild = replace(PLAIN, rooms=(replace(PUBLIC, adult=True), Room(3003, TEXT, ())))
    live, _ = connected(guild)
    adult, tame = (Map(live).place(Channel(ref(id_), "x")) for id_ in (3001, 3003))
    assert adult
    assert tame

    assert may_be_shown(tame, adult)
    assert not may_be_shown(adult, tame)


@pytest.mark.parametrize(
    "stranger",
    [
        Channel(ref(PUBLIC.id, guild=77), "x"),
        Channel(replace(ref(1), channel="paste"), "x"),
        Channel(replace(ref(4009), channel="t"), "x", ChannelKind.THREAD, None),
    ],
    ids=["another guild's", "no channel of Discord's", "a thread without a parent"],
)
def test_what_is_not_known_counts_as_private(stranger: Channel) -> None:
    assert stranger.ref not in reach(PLAIN, OWNER, more=(stranger,)).within


def test_what_was_imported_under_a_channel_is_read_by_those_who_read_that() -> None:
    hung = [
        Channel(
            replace(ref(1), channel=f"paste-{parent}"),
            "x",
            ChannelKind.THREAD,
            ChannelId(str(parent)),
        )
        for parent in (PUBLIC.id, SECRET.id)
    ]

    assert reach(PLAIN, JON, more=tuple(hung)).within == {ref(PUBLIC.id), hung[0].ref}


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize("private", [True, False])
def test_a_file_in_a_thread_is_read_by_those_who_read_the_thread(
    active: bool, private: bool
) -> None:
    thread = Thread(4001, PUBLIC.id, private, active, frozenset({JON}))
    guild = replace(PLAIN, threads=(thread,))
    file = Channel(
        replace(ref(1), channel="99:files"), "x", ChannelKind.THREAD, ChannelId("4001"), "", private
    )

    his = reach(guild, JON, more=(file,)).within
    hers = reach(guild, PEOPLE[2], more=(file,)).within

    assert file.ref in his
    assert ref(4001) in his
    assert (file.ref in hers) is (ref(4001) in hers) is (not private)
    assert (
        file.ref not in reach(guild, JON, more=(file,), departed=frozenset({4001})).within or active
    )


def test_what_hangs_under_itself_hangs_nowhere() -> None:
    looped = Channel(replace(ref(1), channel="a"), "x", ChannelKind.THREAD, ChannelId("a"))

    assert looped.ref not in reach(PLAIN, OWNER, more=(looped,)).within


def test_a_thread_that_was_deleted_is_not_taken_for_an_archived_one() -> None:
    guild = replace(PLAIN, threads=(Thread(4001, PUBLIC.id, False, False, frozenset()),))

    assert ref(4001) in reach(guild, JON).within
    assert ref(4001) not in reach(guild, JON, departed=frozenset({4001})).within


@pytest.mark.parametrize("active", [True, False])
def test_a_private_thread_is_open_to_its_members_also_when_it_is_archived(active: bool) -> None:
    thread = Thread(4001, PUBLIC.id, True, active, frozenset({JON}))
    guild = replace(PLAIN, threads=(thread,))

    assert ref(4001) in reach(guild, JON).within
    assert ref(4001) not in reach(guild, PEOPLE[2]).within
    assert ref(4001) not in reach(guild, JON, thorough=False).within


def test_an_archived_private_thread_that_was_deleted_unheard_is_closed() -> None:
    thread = Thread(4001, PUBLIC.id, True, False, frozenset({JON}))
    guild = replace(PLAIN, threads=(thread,))

    assert ref(4001) not in reach(guild, JON, deleted=frozenset({4001})).within


def test_a_thread_that_hangs_elsewhere_than_the_ledger_has_it_is_closed() -> None:
    thread = Thread(4001, PUBLIC.id, True, False, frozenset({JON}))
    moved = Channel(ref(4001), "x", ChannelKind.THREAD, ChannelId("3003"), private=True)
    guild = replace(PLAIN, rooms=(PUBLIC, SECRET, Room(3003, TEXT, ())), threads=(thread,))

    assert ref(4001) not in reach(guild, JON, more=(moved,)).within


def test_a_private_thread_is_open_to_whoever_just_spoke_in_it() -> None:
    guild = replace(PLAIN, threads=(Thread(4001, PUBLIC.id, True, True, frozenset()),))

    assert ref(4001) not in reach(guild, JON).within
    assert ref(4001) in reach(guild, JON, here=4001, thorough=False).within


def test_nothing_is_reached_in_a_guild_that_is_away() -> None:
    live, _ = connected(PLAIN)
    live.unavailable = True

    assert asyncio.run(Audience(member(OWNER, PLAIN, live)).reach(seen(PLAIN, live))) == Reach()


def test_discord_is_asked_about_no_more_private_threads_than_it_can_answer_in_time() -> None:
    threads = tuple(
        Thread(4100 + n, PUBLIC.id, True, True, frozenset({JON})) for n in range(LOOKED_UP + 9)
    )
    guild = replace(PLAIN, threads=threads)
    live, members = connected(guild)

    found = asyncio.run(Audience(member(JON, guild, live)).reach(seen(guild, live)))

    assert len(members.asked) == LOOKED_UP
    assert ref(threads[-1].id) in found.within
    assert ref(threads[0].id) not in found.within


def test_nobody_is_asked_about_threads_that_are_open_anyway() -> None:
    threads = (Thread(4001, PUBLIC.id, True, True, frozenset()),)
    guild = replace(PLAIN, everyone=VIEW | HISTORY | MANAGE_THREADS, threads=threads)
    live, members = connected(guild)

    assert (
        ref(4001) in asyncio.run(Audience(member(JON, guild, live)).reach(seen(guild, live))).within
    )
    assert members.asked == []


def test_what_was_said_in_a_voice_channel_stays_there() -> None:
    guild = replace(
        PLAIN,
        everyone=VIEW | HISTORY | CONNECT,
        rooms=(Room(3001, VOICE, ()), Room(3003, VOICE, ()), Room(3004, TEXT, ())),
    )
    live, _ = connected(guild)
    lobby, stage, text = (Map(live).place(Channel(ref(id_), "x")) for id_ in (3001, 3003, 3004))
    assert lobby and stage and text  # noqa: PT018

    assert may_be_shown(lobby, lobby)
    assert may_be_shown(text, lobby)
    assert not may_be_shown(lobby, stage)
    assert not may_be_shown(lobby, text)
