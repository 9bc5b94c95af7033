"""What a view gives to take along, beside its message."""

from collections.abc import AsyncIterator
from typing import Final

from bot.views import ExportView, View
from matrix.homeserver import Homeserver
from matrix.rooms.room import Room
from matrix.wire import Json

_PIECE: Final = 15_000
"""Characters of a long text in one message; three bytes each still fit into an event."""


async def documents(view: View, room: Room, homeserver: Homeserver) -> AsyncIterator[Json]:
    """The contents of further messages; most views have none. Raises Refused or Unreachable.

    Files lie open on the server: in an encrypted room the words themselves are said instead.
    """
    if not isinstance(view, ExportView):
        return
    if room.is_encrypted:
        for start in range(0, len(view.markdown), _PIECE):
            yield _notice(view.markdown[start : start + _PIECE])
        return
    files = {
        "looseends.json": ("application/json", view.json),
        "looseends.md": ("text/markdown", view.markdown),
    }
    for name, (kind, text) in files.items():
        data = text.encode("utf-8", "replace")
        address = await homeserver.upload(data, kind, name)
        yield {
            "msgtype": "m.file",
            "body": name,
            "filename": name,
            "url": address,
            "info": {"mimetype": kind, "size": len(data)},
            "m.mentions": {},
        }


def _notice(text: str) -> Json:
    return {"msgtype": "m.notice", "body": text, "m.mentions": {}}
