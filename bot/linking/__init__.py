"""Messages -> reply graph: who answers whom, also when nobody used the reply button. Pure."""

from collections.abc import Sequence

from bot.model import ChannelKind, Link, Turn

LINKING_VERSION = "0"
LOOKBACK = 100
"""A link of the turn at position i depends only on the turns [i - LOOKBACK, i + LOOKAHEAD]."""
LOOKAHEAD = 0


def link(
    turns: Sequence[Turn],
    *,
    focus: range | None = None,
    kind: ChannelKind = ChannelKind.ROOM,
) -> list[Link]:
    """The links of the turns at the positions in `focus` (default: all), in order.

    `turns` are one channel's messages in order. Every turn in focus gets at least one link.
    """
    return [
        Link(turns[i].message.id, turns[i].message.reply_to) for i in focus or range(len(turns))
    ]
