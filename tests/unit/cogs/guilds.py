"""Random guilds, as the payloads that Discord sends, and who may read what in them by the rules
that Discord documents (docs.discord.com, topics/permissions). Nothing here asks discord.py.
"""

from dataclasses import dataclass, field
from typing import Any

import discord
from hypothesis import strategies as st

from bot.model import Channel, ChannelId, ChannelKind, ChannelRef, CommunityId, Platform

GUILD, OWNER = 1000, 5000
ADMINISTRATOR, MANAGE_MESSAGES, MANAGE_THREADS = 1 << 3, 1 << 13, 1 << 34
VIEW, HISTORY, CONNECT = 1 << 10, 1 << 16, 1 << 20
BITS = [ADMINISTRATOR, MANAGE_MESSAGES, MANAGE_THREADS, VIEW, HISTORY, CONNECT]
ALL = sum(BITS)
TEXT, VOICE, NEWS, FORUM = 0, 2, 5, 15
PUBLIC_THREAD, PRIVATE_THREAD = 11, 12
ROLES = [2001, 2002, 2003]
PEOPLE = [OWNER, 5001, 5002, 5003]
ROOMS = [3001, 3002, 3003, 3004]
THREADS = [4001, 4002, 4003, 4004]
LATER = "2100-01-01T00:00:00+00:00"


@dataclass(frozen=True)
class Rule:
    """An overwrite of a room, for a role or a person."""

    target: int
    allow: int
    deny: int


@dataclass(frozen=True)
class Room:
    id: int
    type: int
    rules: tuple[Rule, ...]
    adult: bool = False


@dataclass(frozen=True)
class Thread:
    """`active`: the gateway tells of it. `there`: it was not deleted."""

    id: int
    parent: int
    private: bool
    active: bool
    members: frozenset[int]


@dataclass(frozen=True)
class Guild:
    everyone: int
    roles: dict[int, int]
    rooms: tuple[Room, ...]
    threads: tuple[Thread, ...]
    has_roles: dict[int, frozenset[int]]
    timed_out: frozenset[int] = field(default_factory=frozenset)

    def room(self, id_: int) -> Room | None:
        return next((room for room in self.rooms if room.id == id_), None)

    def allowed(self, person: int, room: Room) -> int:
        """Discord's documented computation, step by step."""
        if person == OWNER:
            return ALL
        mine = self.has_roles[person]
        base = self.everyone
        for role in mine:
            base |= self.roles[role]
        if base & ADMINISTRATOR:
            return ALL
        rules = {rule.target: rule for rule in room.rules}
        if GUILD in rules:
            base = base & ~rules[GUILD].deny | rules[GUILD].allow
        allow = deny = 0
        for role in mine & set(rules):
            allow |= rules[role].allow
            deny |= rules[role].deny
        base = base & ~deny | allow
        if person in rules:
            base = base & ~rules[person].deny | rules[person].allow
        if person in self.timed_out:
            base &= VIEW | HISTORY
        return base if base & VIEW else 0

    def sees(self, person: int, place: Room | Thread) -> bool:
        """Whether what is posted there now comes before the person's eyes."""
        room = self.room(place.parent) if isinstance(place, Thread) else place
        if room is None:
            return False
        allowed = self.allowed(person, room)
        entered = room.type != VOICE or bool(allowed & CONNECT)
        private = isinstance(place, Thread) and place.private
        invited = isinstance(place, Thread) and person in place.members
        let_in = not private or invited or bool(allowed & MANAGE_THREADS)
        return bool(allowed & VIEW) and entered and let_in

    def reads(self, person: int, place: Room | Thread) -> bool:
        """Whether the person can look up what was posted there."""
        room = self.room(place.parent) if isinstance(place, Thread) else place
        return (
            room is not None
            and self.sees(person, place)
            and bool(self.allowed(person, room) & HISTORY)
        )


bits = st.sets(st.sampled_from(BITS)).map(sum)
harmless = st.sets(st.sampled_from(BITS[1:])).map(sum)
usual = st.sampled_from([VIEW | HISTORY | CONNECT, VIEW | HISTORY, 0]) | harmless
rules = st.builds(Rule, st.sampled_from([GUILD, *ROLES, *PEOPLE]), harmless, harmless)
few_rules = st.lists(rules, max_size=3, unique_by=lambda rule: rule.target).map(tuple)


@st.composite
def guilds(draw: st.DrawFn) -> Guild:
    shared = draw(few_rules)
    rooms = tuple(
        Room(
            id_,
            draw(st.sampled_from([TEXT, TEXT, VOICE, NEWS, FORUM])),
            draw(st.just(shared) | few_rules),
            draw(st.booleans()),
        )
        for id_ in ROOMS
        if draw(st.integers(0, 4))
    )
    threads = tuple(
        Thread(
            id_,
            draw(st.sampled_from(ROOMS)),
            draw(st.booleans()),
            draw(st.booleans()),
            draw(st.frozensets(st.sampled_from(PEOPLE))),
        )
        for id_ in THREADS
    )
    return Guild(
        draw(usual),
        {role: draw(bits) for role in ROLES},
        rooms,
        threads,
        {person: draw(st.frozensets(st.sampled_from(ROLES), max_size=2)) for person in PEOPLE},
        draw(st.frozensets(st.sampled_from(PEOPLE[1:]), max_size=2)),
    )


class Members:
    """Discord's answer to whether somebody is in a thread."""

    def __init__(self, guild: Guild) -> None:
        self.threads = {thread.id: thread for thread in guild.threads}
        self.asked: list[int] = []

    async def get_thread_member(self, channel_id: int, user_id: int) -> dict[str, Any]:
        self.asked.append(channel_id)
        if user_id in self.threads[channel_id].members:
            return {"id": channel_id, "user_id": user_id, "join_timestamp": LATER, "flags": 0}
        raise discord.NotFound(_Response(), {"code": 10007, "message": "Unknown Member"})  # pyright: ignore[reportArgumentType]  (all that the error looks at)


class _Response:
    status, reason = 404, "Not Found"


def connected(guild: Guild) -> tuple[discord.Guild, Members]:
    """The guild as discord.py has it after the gateway told of it."""
    client = discord.Client(intents=discord.Intents(guilds=True))
    members = Members(guild)
    client._connection.http = members  # pyright: ignore[reportAttributeAccessIssue]  (all that is asked of it)
    return discord.Guild(data=payload(guild), state=client._connection), members  # pyright: ignore[reportArgumentType]  (as it comes over the wire)


def member(person: int, guild: Guild, live: discord.Guild) -> discord.Member:
    data = {
        "user": {"id": str(person), "username": f"p{person}", "discriminator": "0", "avatar": None},
        "roles": [str(role) for role in guild.has_roles[person]],
        "joined_at": "2020-01-01T00:00:00+00:00",
        "flags": 0,
        "deaf": False,
        "mute": False,
        "communication_disabled_until": LATER if person in guild.timed_out else None,
    }
    return discord.Member(data=data, guild=live, state=live._state)  # pyright: ignore[reportArgumentType]


def archived(id_: int, guild: Guild, live: discord.Guild) -> discord.Thread | None:
    """A thread as Discord gives it to whoever asks for it."""
    found = next((thread for thread in guild.threads if thread.id == id_), None)
    if found is None:
        return None
    return discord.Thread(guild=live, state=live._state, data=thread_payload(found))  # pyright: ignore[reportArgumentType]


def known(guild: Guild) -> dict[ChannelRef, Room | Thread]:
    """What the ledger has of the guild; rooms that were deleted too."""
    rooms = {ref(id_): guild.room(id_) or Room(id_, TEXT, ()) for id_ in ROOMS}
    return {**rooms, **{ref(thread.id): thread for thread in guild.threads}}


def described(guild: Guild) -> list[Channel]:
    """The same, as the ledger describes it."""
    return [
        Channel(here, "x", ChannelKind.THREAD, ChannelId(str(it.parent)), private=it.private)
        if isinstance(it, Thread)
        else Channel(here, "x")
        for here, it in known(guild).items()
    ]


def ref(id_: int, guild: int = GUILD) -> ChannelRef:
    return ChannelRef(Platform.DISCORD, CommunityId(str(guild)), ChannelId(str(id_)))


def payload(guild: Guild) -> dict[str, Any]:
    return {
        "id": str(GUILD),
        "name": "Allotment",
        "owner_id": str(OWNER),
        "roles": [
            role_payload(GUILD, guild.everyone),
            *(role_payload(id_, p) for id_, p in guild.roles.items()),
        ],
        "channels": [room_payload(room, place) for place, room in enumerate(guild.rooms)],
        "threads": [thread_payload(t) for t in guild.threads if t.active and guild.room(t.parent)],
        "members": [],
        "emojis": [],
        "features": [],
        "member_count": len(PEOPLE),
    }


def role_payload(id_: int, permissions: int) -> dict[str, Any]:
    return {
        "id": str(id_),
        "name": f"role {id_}",
        "permissions": str(permissions),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def room_payload(room: Room, place: int = 0) -> dict[str, Any]:
    return {
        "id": str(room.id),
        "guild_id": str(GUILD),
        "type": room.type,
        "name": f"room-{room.id}",
        "position": place,
        "nsfw": room.adult,
        "bitrate": 64000,
        "user_limit": 0,
        "available_tags": [],
        "permission_overwrites": [
            {
                "id": str(rule.target),
                "type": 1 if rule.target in PEOPLE else 0,
                "allow": str(rule.allow),
                "deny": str(rule.deny),
            }
            for rule in room.rules
        ],
    }


def thread_payload(thread: Thread) -> dict[str, Any]:
    return {
        "id": str(thread.id),
        "guild_id": str(GUILD),
        "type": PRIVATE_THREAD if thread.private else PUBLIC_THREAD,
        "parent_id": str(thread.parent),
        "name": f"thread-{thread.id}",
        "message_count": 1,
        "member_count": 1,
        "owner_id": str(OWNER),
        "thread_metadata": {
            "archived": not thread.active,
            "auto_archive_duration": 1440,
            "archive_timestamp": "2026-05-01T00:00:00+00:00",
            "locked": False,
        },
    }
