"""What there is on the double's Discord: guilds, channels, people, posts; and how it is written.

Every payload is written here, in the fields that Discord documents, so that clients of several
makers can read it.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.clock import utc_now

Json = dict[str, Any]

_EPOCH: Final = datetime(2015, 1, 1, tzinfo=UTC)
VIEW, SEND, HISTORY, _REACT, _SLASH, _CONNECT = (1 << n for n in (10, 11, 16, 6, 31, 20))
ORDINARY: Final = str(VIEW | SEND | HISTORY | _REACT | _SLASH | _CONNECT)
"""What everybody may do."""
EVERYTHING: Final = (1 << 50) - 1
MANAGE_THREADS: Final = 1 << 34
ADMINISTRATOR: Final = 1 << 3
TEXT, VOICE, NEWS, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 0, 2, 5, 11, 12, 15
THREADS: Final = frozenset({10, PUBLIC_THREAD, PRIVATE_THREAD})
_counter: Iterator[int] = itertools.count()


def snowflake(at: datetime | None = None) -> int:
    """A new id; it bears the moment, as Discord's do."""
    since = (at or utc_now()) - _EPOCH
    return (int(since.total_seconds() * 1000) << 22) | (next(_counter) & 0x3FFFFF)


def moment(id_: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=id_ >> 22)


def written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


@dataclass
class Person:
    """A user; in every guild of the double."""

    name: str
    bot: bool = False
    id: int = field(default_factory=snowflake)

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name.lower(),
            "discriminator": "0",
            "global_name": self.name,
            "avatar": None,
            "bot": self.bot,
            "system": False,
            "public_flags": 0,
            "flags": 0,
            "banner": None,
            "accent_color": None,
            "locale": "en-GB",
            "mfa_enabled": False,
            "verified": True,
            "email": None,
            "primary_guild": None,
        }

    def member(self) -> Json:
        return {
            "nick": None,
            "avatar": None,
            "banner": None,
            "roles": [],
            "joined_at": written(moment(self.id)),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }


@dataclass
class Post:
    """A message."""

    channel: "Room"
    author: Person
    text: str
    id: int
    reply_to: "Post | None" = None
    type: int = 0
    edited_at: datetime | None = None
    mentions: list[Person] = field(default_factory=list[Person])
    reactions: dict[str, list[Person]] = field(default_factory=dict[str, list[Person]])
    attachments: list[Json] = field(default_factory=list[Json])
    more: Json = field(default_factory=dict[str, Any])

    def payload(self, *, with_content: bool = True, live: bool = False) -> Json:
        shown: Json = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.text if with_content else "",
            "timestamp": written(moment(self.id)),
            "edited_timestamp": written(self.edited_at),
            "tts": False,
            "mention_everyone": False,
            "mentions": [person.payload() for person in self.mentions],
            "mention_roles": [],
            "attachments": self.attachments if with_content else [],
            "embeds": [],
            "pinned": False,
            "type": self.type,
            "flags": 0,
            "components": [],
            **self.more,
        }
        if self.reply_to is not None:
            shown["type"] = 19
            shown["message_reference"] = {
                "type": 0,
                "message_id": str(self.reply_to.id),
                "channel_id": str(self.reply_to.channel.id),
                "guild_id": str(self.channel.guild.id),
            }
        if self.reactions:
            shown["reactions"] = [_counted(emoji, by) for emoji, by in self.reactions.items()]
        if live:
            shown |= {"guild_id": str(self.channel.guild.id), "member": self.author.member()}
        return shown


def _counted(emoji: str, by: list[Person]) -> Json:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(by),
        "count_details": {"burst": 0, "normal": len(by)},
        "burst_colors": [],
        "me": False,
        "me_burst": False,
    }


@dataclass
class Room:
    """A channel or thread."""

    guild: "Guild"
    name: str
    type: int = TEXT
    parent: "Room | None" = None
    owner: Person | None = None
    archived: bool = False
    has_us: bool = False
    """Whether we were added to it, a private thread."""
    overwrites: list[Json] = field(default_factory=list[Json])
    id: int = field(default_factory=snowflake)
    posts: dict[int, Post] = field(default_factory=dict[int, Post])

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS

    def payload(self) -> Json:
        shown: Json = {
            "id": str(self.id),
            "guild_id": str(self.guild.id),
            "name": self.name,
            "type": self.type,
            "parent_id": None if self.parent is None else str(self.parent.id),
            "last_message_id": str(max(self.posts)) if self.posts else None,
            "rate_limit_per_user": 0,
            "flags": 0,
        }
        if not self.is_thread:
            channel: Json = {
                "position": 0,
                "permission_overwrites": self.overwrites,
                "nsfw": False,
                "topic": None,
            }
            forum: Json = {
                "available_tags": [],
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
                "default_auto_archive_duration": 1440,
            }
            return shown | channel | (forum if self.type == FORUM else {})
        since = moment(self.id).isoformat()
        return shown | {
            "owner_id": str((self.owner or self.guild.owner).id),
            "message_count": len(self.posts),
            "total_message_sent": len(self.posts),
            "member_count": 1,
            "thread_metadata": {
                "archived": self.archived,
                "archive_timestamp": since,
                "auto_archive_duration": 1440,
                "locked": False,
                "invitable": True,
                "create_timestamp": since,
            },
        }


@dataclass
class Guild:
    """A guild and who is in it."""

    name: str
    owner: Person
    members: list[Person]
    our_rights: int = EVERYTHING
    id: int = field(default_factory=snowflake)
    rooms: dict[int, Room] = field(default_factory=dict[int, Room])

    def allowed(self, room: Room, me: Person) -> int:
        """What the bot may do in a room."""
        rights = int(ORDINARY) | self.our_rights
        if rights & ADMINISTRATOR:
            return EVERYTHING
        rules = (room.parent or room).overwrites
        for rule in sorted(rules, key=lambda rule: rule["id"] == str(me.id)):
            rights = rights & ~int(rule["deny"]) | int(rule["allow"])
        return rights

    def payload(self, me: Person) -> Json:
        live = [room for room in self.rooms.values() if not (room.is_thread and room.archived)]
        mine = {**me.member(), "roles": [str(me.id)], "user": me.payload()}
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "owner_id": str(self.owner.id),
            "region": "deprecated",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "widget_enabled": False,
            "widget_channel_id": None,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": [
                role(self.id, "@everyone", ORDINARY),
                role(me.id, me.name, str(self.our_rights)),
            ],
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "max_members": 500000,
            "max_presences": None,
            "max_video_channel_users": 25,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "preferred_locale": "en-GB",
            "nsfw_level": 0,
            "nsfw": False,
            "hub_type": None,
            "incidents_data": None,
            "joined_at": written(moment(self.id)),
            "large": False,
            "unavailable": False,
            "member_count": len(self.members) + 1,
            "voice_states": [],
            "members": [mine],
            "channels": [room.payload() for room in live if not room.is_thread],
            "threads": [room.payload() for room in live if room.is_thread],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "lazy": True,
        }


def role(id_: int, name: str, permissions: str) -> Json:
    return {
        "id": str(id_),
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": 0,
        "permissions": permissions,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
