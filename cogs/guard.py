"""One event that cannot be read must not end the connection.

discord.py hands each event to a parser; what a parser raises ends the client, and with it all that
would have come after (2.7, `DiscordWebSocket.received_message`). There is no public place to step
in, so the parsers are wrapped where the library keeps them; `guard` fails at once, and loudly,
should a release keep them elsewhere.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import discord

from bot import logs
from bot.meters import Meters

Parser: TypeAlias = Callable[[Any], None]
Heed: TypeAlias = Callable[[str, object], None]


def guard(client: discord.Client, meters: Meters, heed: Heed) -> None:
    """Lets the client pass over events that its library cannot read. Whatever is lost that way is
    counted, and named by kind alone. `heed` is told of each event just before the library is.
    """
    parsers: dict[str, Parser] = client._connection.parsers
    if "MESSAGE_CREATE" not in parsers:
        raise RuntimeError("This release of discord.py keeps its parsers elsewhere.")
    for event, parse in list(parsers.items()):
        parsers[event] = _guarded(event, parse, meters, heed)


def _guarded(event: str, parse: Parser, meters: Meters, heed: Heed) -> Parser:
    def parsed(payload: Any) -> None:  # noqa: ANN401  (whatever Discord sends)
        try:
            heed(event, payload)
            parse(payload)
        except Exception as error:  # noqa: BLE001  (that is the point)
            meters.unreadable.inc()
            logs.fault("event-unreadable", error, kind=event)

    return parsed
