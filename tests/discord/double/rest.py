"""The REST half: what each route answers."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.discord.double.world import (
    HISTORY,
    PRIVATE_THREAD,
    VIEW,
    Json,
    Post,
    Room,
    moment,
    snowflake,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.discord.double.server import Double


@dataclass(frozen=True)
class Answer:
    """What comes back."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])


def too_many(seconds: float, *, everywhere: bool = False) -> Answer:
    """429, as Discord's own servers send it: with `Via`, else clients think of a ban."""
    scope = "global" if everywhere else "user"
    headers = {"Retry-After": str(seconds), "X-RateLimit-Scope": scope}
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    body = {"message": "Slow down.", "retry_after": seconds, "global": everywhere}
    return Answer(body, 429, headers)


FORBIDDEN: Final = Answer({"message": "Missing Access", "code": 50001}, 403)
UNKNOWN: Final = Answer({"message": "Unknown Channel", "code": 10003}, 404)
BROKEN: Final = Answer({"message": "not made"}, 501)
"""501: what is 500 or 502 is tried again by discord.py, for half a minute."""


class Rest:
    """The routes."""

    def __init__(self, double: "Double") -> None:
        self._double = double
        self._said: dict[str, Post] = {}
        """What we said lately, by its nonce."""
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Answer]]] = [
            (method, re.compile(pattern), handler)
            for method, pattern, handler in (
                ("GET", r"/gateway(?:/bot)?", self._gateway),
                ("GET", r"/users/@me", self._me),
                ("GET", r"/(?:oauth2/)?applications/@me", self._application),
                ("GET", r"/applications/\d+(?:/guilds/\d+)?/commands", self._commands),
                ("PUT", r"/applications/\d+(?:/guilds/\d+)?/commands", self._put_commands),
                ("GET", r"/guilds/(\d+)", self._guild),
                ("GET", r"/channels/(\d+)", self._channel),
                ("GET", r"/channels/(\d+)/messages", self._history),
                ("POST", r"/channels/(\d+)/messages", self._say),
                ("GET", r"/channels/(\d+)/messages/(\d+)/reactions/([^/]+)", self._reactors),
                ("GET", r"/channels/(\d+)/threads/archived/(public|private)", self._archived),
                ("GET", r"/channels/(\d+)/users/@me/threads/archived/private", self._joined),
                ("POST", r"/interactions/\d+/[^/]+/callback", self._callback),
                ("POST", r"/webhooks/\d+/[^/]+", self._follow_up),
                ("PATCH", r"/webhooks/\d+/[^/]+/messages/@original", self._follow_up),
            )
        ]

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Answer:
        for wanted, pattern, handler in self._routes:
            found = pattern.fullmatch(path)
            if wanted == method and found:
                return handler(*found.groups(), query=query, body=body)
        return Answer({"message": f"{method} {path} is not made"}, 501)

    def _gateway(self, *, query: Json, body: Any) -> Answer:
        limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
        shards = self._double.shards
        return Answer({"url": self._double.gateway, "shards": shards, "session_start_limit": limit})

    def _me(self, *, query: Json, body: Any) -> Answer:
        return Answer(self._double.me.payload())

    def _application(self, *, query: Json, body: Any) -> Answer:
        me = self._double.me
        owner = {**me.payload(), "bot": False}
        return Answer(
            {
                "id": str(me.id),
                "name": me.name,
                "icon": None,
                "description": "",
                "rpc_origins": [],
                "bot_public": True,
                "bot_require_code_grant": False,
                "owner": owner,
                "verify_key": "0" * 64,
                "team": None,
                "flags": 0,
                "approximate_guild_count": len(self._double.guilds),
                "approximate_user_install_count": 0,
                "approximate_user_authorization_count": 0,
                "integration_types_config": {},
            }
        )

    def _commands(self, *, query: Json, body: Any) -> Answer:
        return Answer([])

    def _put_commands(self, *, query: Json, body: Any) -> Answer:
        me = str(self._double.me.id)
        return Answer(
            [
                {
                    "id": str(snowflake()),
                    "application_id": me,
                    "version": str(snowflake()),
                    "description": "",
                    **each,
                }
                for each in body
            ]
        )

    def _guild(self, id_: str, *, query: Json, body: Any) -> Answer:
        guild = self._double.guilds.get(int(id_))
        return UNKNOWN if guild is None else Answer(guild.payload(self._double.me))

    def _channel(self, id_: str, *, query: Json, body: Any) -> Answer:
        room = self._room(id_)
        return UNKNOWN if room is None else Answer(room.payload())

    def _history(self, id_: str, *, query: Json, body: Any) -> Answer:
        room = self._room(id_)
        if room is None:
            return UNKNOWN
        allowed = room.guild.allowed(room, self._double.me)
        if not allowed & VIEW:
            return FORBIDDEN
        if not allowed & HISTORY:
            return Answer([])  # as Discord does: nothing is refused, and nothing is shown
        before, after = int(query.get("before", 1 << 63)), int(query.get("after", 0))
        limit = int(query.get("limit", 50))
        found = [post for post in room.posts.values() if after < post.id < before]
        found.sort(key=lambda post: post.id, reverse=True)
        page = found[-limit:] if "after" in query else found[:limit]
        return Answer([post.payload(with_content=self._shows_content()) for post in page])

    def _shows_content(self) -> bool:
        sessions = self._double.sessions.values()
        return all(session.has_content for session in sessions)

    def _say(self, id_: str, *, query: Json, body: Any) -> Answer:
        room = self._room(id_)
        if room is None:
            return UNKNOWN
        nonce = str(body.get("nonce"))
        if not body.get("enforce_nonce") or nonce not in self._said:
            shown = {name: body[name] for name in ("embeds", "components") if name in body}
            said = body.get("content") or ""
            post = Post(room, self._double.me, said, snowflake(), more=shown)
            room.posts[post.id] = self._said[nonce] = post
        return Answer(self._said[nonce].payload())

    def _reactors(self, id_: str, message: str, emoji: str, *, query: Json, body: Any) -> Answer:
        room = self._room(id_)
        post = room and room.posts.get(int(message))
        if not post:
            return UNKNOWN
        after = int(query.get("after", 0))
        by = [person for person in post.reactions.get(emoji, []) if person.id > after]
        return Answer([person.payload() for person in by])

    def _archived(self, id_: str, kind: str, *, query: Json, body: Any) -> Answer:
        room = self._room(id_)
        if room is None:
            return UNKNOWN
        found = [
            thread
            for thread in room.guild.rooms.values()
            if thread.parent is room
            and thread.archived
            and (thread.type == PRIVATE_THREAD) == (kind == "private")
            and moment(thread.id).isoformat() < query.get("before", "9")
        ]
        found.sort(key=lambda thread: thread.id, reverse=True)
        page = found[: int(query.get("limit", 50))]
        shown = [thread.payload() for thread in page]
        return Answer({"threads": shown, "members": [], "has_more": len(page) < len(found)})

    def _joined(self, id_: str, *, query: Json, body: Any) -> Answer:
        """Those private threads that we were added to, by their ids."""
        room = self._room(id_)
        if room is None:
            return UNKNOWN
        before = int(query.get("before", 1 << 63))
        found = [
            thread
            for thread in room.guild.rooms.values()
            if thread.parent is room and thread.archived and thread.has_us and thread.id < before
        ]
        found.sort(key=lambda thread: thread.id, reverse=True)
        page = found[: int(query.get("limit", 50))]
        shown = [thread.payload() for thread in page]
        return Answer({"threads": shown, "members": [], "has_more": len(page) < len(found)})

    def _callback(self, *, query: Json, body: Any) -> Answer:
        self._double.answered.append(body)
        message = {**self._empty(), "flags": (body.get("data") or {}).get("flags", 0)}
        interaction = {"id": str(snowflake()), "type": 2, "response_message_id": message["id"]}
        return Answer({"interaction": interaction, "resource": {"type": 4, "message": message}})

    def _follow_up(self, *, query: Json, body: Any) -> Answer:
        self._double.answered.append(body)
        return Answer(self._empty())

    def _empty(self) -> Json:
        room = next(room for guild in self._double.guilds.values() for room in guild.rooms.values())
        return Post(room, self._double.me, "", snowflake()).payload()

    def _room(self, id_: str) -> Room | None:
        for guild in self._double.guilds.values():
            if int(id_) in guild.rooms:
                return guild.rooms[int(id_)]
        return None
