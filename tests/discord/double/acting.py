"""What people do on the double, and the events that follow."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.clock import utc_now
from tests.discord.double.server import Double, Session
from tests.discord.double.world import (
    ORDINARY,
    PUBLIC_THREAD,
    TEXT,
    Guild,
    Json,
    Person,
    Post,
    Room,
    role,
    snowflake,
)

_TYPES: Final = {str: 3, int: 4, bool: 5}
"""Of what a command takes."""


@dataclass
class Stage:
    """A guild on the double, and what happens in it. `live` False: nobody is told."""

    double: Double
    guild: Guild
    live: bool = True

    async def _tell(self, event: str, payload: Any) -> None:
        if self.live:
            await self.double.emit(event, payload, self.guild)

    async def room(
        self,
        name: str,
        type: int = TEXT,
        parent: Room | None = None,
        *,
        archived: bool = False,
    ) -> Room:
        made = Room(self.guild, name, type, parent, archived=archived)
        self.guild.rooms[made.id] = made
        event = "THREAD_CREATE" if made.is_thread else "CHANNEL_CREATE"
        await self._tell(event, made.payload())
        return made

    async def thread(self, parent: Room, name: str, type: int = PUBLIC_THREAD) -> Room:
        return await self.room(name, type, parent)

    async def post(
        self,
        room: Room,
        by: Person,
        text: str,
        *,
        reply_to: Post | None = None,
        at: datetime | None = None,
        mentions: list[Person] | None = None,
        **more: Any,
    ) -> Post:
        post = Post(room, by, text, snowflake(at), reply_to, mentions=mentions or [], **more)
        room.posts[post.id] = post
        await self._tell("MESSAGE_CREATE", lambda session: self._seen(post, session))
        return post

    async def edit(self, post: Post, text: str) -> None:
        post.text, post.edited_at = text, utc_now()
        await self._tell("MESSAGE_UPDATE", lambda session: self._seen(post, session))

    async def show_preview(self, post: Post) -> None:
        """An update that is no edit: Discord found a page behind a link."""
        await self._tell("MESSAGE_UPDATE", lambda session: self._seen(post, session))

    async def delete(self, post: Post) -> None:
        del post.channel.posts[post.id]
        await self._tell("MESSAGE_DELETE", {"id": str(post.id), **self._where(post.channel)})

    async def delete_all(self, posts: list[Post]) -> None:
        for post in posts:
            del post.channel.posts[post.id]
        ids = {"ids": [str(post.id) for post in posts]}
        await self._tell("MESSAGE_DELETE_BULK", ids | self._where(posts[0].channel))

    async def react(self, post: Post, by: Person, emoji: str) -> None:
        post.reactions.setdefault(emoji, []).append(by)
        member = {**by.member(), "user": by.payload()}
        more = {"member": member, "message_author_id": str(post.author.id)}
        await self._tell("MESSAGE_REACTION_ADD", self._reaction(post, by, emoji) | more)

    async def unreact(self, post: Post, by: Person, emoji: str) -> None:
        post.reactions[emoji].remove(by)
        await self._tell("MESSAGE_REACTION_REMOVE", self._reaction(post, by, emoji))

    async def clear_reactions(self, post: Post) -> None:
        post.reactions.clear()
        gone = {"message_id": str(post.id), **self._where(post.channel)}
        await self._tell("MESSAGE_REACTION_REMOVE_ALL", gone)

    async def rename(self, room: Room, name: str) -> None:
        room.name = name
        event = "THREAD_UPDATE" if room.is_thread else "CHANNEL_UPDATE"
        await self._tell(event, room.payload())

    async def rule(self, room: Room, *overwrites: Json) -> None:
        """Who may do what in the room, beside what their roles say."""
        room.overwrites = [*overwrites]
        await self._tell("CHANNEL_UPDATE", room.payload())

    async def grant(self, rights: int, *, color: int = 0) -> None:
        """What the bot may do by its own role."""
        self.guild.our_rights = rights
        me = self.double.me
        ours = role(me.id, me.name, str(rights)) | {"color": color}
        await self._tell("GUILD_ROLE_UPDATE", {"guild_id": str(self.guild.id), "role": ours})

    async def promote(self, rights: int) -> None:
        """The bot gets one more role."""
        more, me, where = snowflake(), self.double.me, {"guild_id": str(self.guild.id)}
        added = role(more, "Helpers", str(rights))
        await self._tell("GUILD_ROLE_CREATE", where | {"role": added})
        self.guild.our_rights |= rights
        member = {**me.member(), "roles": [str(me.id), str(more)], "user": me.payload()}
        await self._tell("GUILD_MEMBER_UPDATE", where | member)

    async def delete_room(self, room: Room) -> None:
        for thread in [each for each in self.guild.rooms.values() if each.parent is room]:
            del self.guild.rooms[thread.id]
        del self.guild.rooms[room.id]
        event = "THREAD_DELETE" if room.is_thread else "CHANNEL_DELETE"
        await self._tell(event, room.payload())

    async def expel(self) -> None:
        """The bot is taken out of the guild."""
        await self._tell("GUILD_DELETE", {"id": str(self.guild.id)})
        del self.double.guilds[self.guild.id]

    async def invite(self) -> None:
        self.double.guilds[self.guild.id] = self.guild
        # A guild that comes back from an outage says that it is available; a new one does not.
        told = {k: v for k, v in self.guild.payload(self.double.me).items() if k != "unavailable"}
        await self._tell("GUILD_CREATE", told)

    async def command(self, by: Person, room: Room, *words: str, **options: object) -> None:
        """Somebody types a slash command: its name, its subcommand, and what it takes."""
        given = [
            {"name": key, "type": _TYPES[type(value)], "value": value}
            for key, value in options.items()
        ]
        name, *sub = words
        inner = [{"name": sub[0], "type": 1, "options": given}] if sub else given
        asked = {
            "id": str(snowflake()),
            "application_id": str(self.double.me.id),
            "type": 2,
            "token": f"token-{snowflake()}",
            "version": 1,
            "channel_id": str(room.id),
            "guild_id": str(self.guild.id),
            "channel": {**room.payload(), "permissions": ORDINARY},
            "member": {**by.member(), "user": by.payload(), "permissions": ORDINARY},
            "app_permissions": ORDINARY,
            "locale": "en-GB",
            "guild_locale": "en-GB",
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(self.guild.id)},
            "context": 0,
            "attachment_size_limit": 10_485_760,
            "data": {"id": str(snowflake()), "name": name, "type": 1, "options": inner},
        }
        await self._tell("INTERACTION_CREATE", asked)

    def _seen(self, post: Post, session: Session) -> Json:
        ours = post.author is self.double.me or self.double.me in post.mentions
        return post.payload(with_content=session.has_content or ours, live=True)

    def _where(self, room: Room) -> Json:
        return {"channel_id": str(room.id), "guild_id": str(self.guild.id)}

    def _reaction(self, post: Post, by: Person, emoji: str) -> Json:
        return {
            "user_id": str(by.id),
            "message_id": str(post.id),
            "emoji": {"id": None, "name": emoji},
            "burst": False,
            "type": 0,
            **self._where(post.channel),
        }


def founded(double: Double, name: str, *people: Person) -> Stage:
    """A guild with these people, the first of whom owns it."""
    guild = Guild(name, people[0], list(people))
    double.guilds[guild.id] = guild
    return Stage(double, guild)
