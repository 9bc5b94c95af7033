"""Events as a homeserver tells them, invented."""

from typing import Any

ROOM = "!beds:example.org"
ME = "@ends:example.org"
MIRA, JON = "@mira:example.org", "@jon:example.net"
AT = 1_780_000_000_000


def event(kind: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "event_id": "$1",
        "sender": MIRA,
        "origin_server_ts": AT,
        "content": content,
        **more,
    }


def message(body: str, id_: str = "$1", **content: Any) -> dict[str, Any]:
    said = {"msgtype": "m.text", "body": body, **content}
    return event("m.room.message", said, event_id=id_)


def answering(body: str, about: dict[str, Any]) -> dict[str, Any]:
    """A message that relates to another one."""
    found = message(body)
    return {**found, "content": {**found["content"], "m.relates_to": about}}


def edit(of: str, body: str, id_: str = "$2", sender: str = MIRA) -> dict[str, Any]:
    about = {"rel_type": "m.replace", "event_id": of}
    new = {"msgtype": "m.text", "body": body}
    said = {**new, "body": f"* {body}", "m.new_content": new, "m.relates_to": about}
    return event("m.room.message", said, event_id=id_, sender=sender)


def reacted(to: str, emoji: str, id_: str = "$3") -> dict[str, Any]:
    about = {"rel_type": "m.annotation", "event_id": to, "key": emoji}
    return event("m.reaction", {"m.relates_to": about}, event_id=id_)


def state(kind: str, content: dict[str, Any], key: str = "", sender: str = MIRA) -> dict[str, Any]:
    return event(kind, content, state_key=key, sender=sender)


def member(person: str, membership: str = "join", **more: Any) -> dict[str, Any]:
    return state("m.room.member", {"membership": membership, **more}, person, person)


def sync(*events: dict[str, Any], limited: bool = False, room: str = ROOM) -> dict[str, Any]:
    timeline = {"events": list(events), "limited": limited, "prev_batch": "t1"}
    return {"next_batch": "s2", "rooms": {"join": {room: {"timeline": timeline}}}}
