"""Messages -> reply graph: who answers whom, also when nobody used the reply button. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.linking.explicit import explicit_parents
from bot.linking.reading import Reading, read
from bot.linking.weights import shipped
from bot.model import ChannelKind, Link, Message, Reason, Turn

LINKING_VERSION = "1"
LOOKBACK = 150
"""A link of the turn at position i depends only on the turns [i - LOOKBACK, i + LOOKAHEAD]."""
LOOKAHEAD = 20

SECOND: Final = 0.35
"""A second parent needs this probability."""
STRETCH: Final = 8_192
"""Turns that are read at once, so that a long channel needs no more memory than a short one."""


def link(
    turns: Sequence[Turn],
    *,
    focus: range | None = None,
    kind: ChannelKind = ChannelKind.ROOM,
) -> list[Link]:
    """The links of the turns at the positions in `focus` (default: all), in order.

    `turns` are one channel's messages in order. Every turn in focus gets at least one link.
    """
    messages = [turn.message for turn in turns]
    places = range(len(messages)) if focus is None else focus
    found: list[Link] = []
    for start in range(places.start, places.stop, STRETCH):
        found += _stretch(messages, range(start, min(start + STRETCH, places.stop)), kind)
    return found


def _stretch(messages: Sequence[Message], focus: range, kind: ChannelKind) -> Iterator[Link]:
    base = max(0, focus.start - LOOKBACK)
    near = messages[base : focus.stop + LOOKAHEAD]
    reading = read(near, range(focus.start - base, focus.stop - base), shipped())
    ranks = {int(position) + base: rank for rank, position in enumerate(reading.talk.position)}
    for place in focus:
        window = range(max(0, place - LOOKBACK), min(len(messages), place + LOOKAHEAD + 1))
        said = explicit_parents(messages, place, window, whole=place < LOOKBACK)
        child = messages[place].id
        if said:
            for parent in said:
                cue = "explicit-reply" if parent.quote is None else "quotes-it"
                yield Link(child, parent.parent, 1.0, (Reason(cue, 1.0, parent.quote),))
        elif messages[place].system:
            yield Link(child, None, 1.0, (Reason("system-line", 1.0),))
        else:
            yield from _guessed(messages, base, reading, ranks[place], kind)


def _guessed(
    messages: Sequence[Message], base: int, reading: Reading, rank: int, kind: ChannelKind
) -> Iterator[Link]:
    row = reading.row(rank)
    position = reading.talk.position + base
    child = messages[position[rank]].id
    best = [int(slot) for slot in row.argsort()[::-1][:2]]
    for nth, slot in enumerate(best):
        if nth and (row[slot] < SECOND or not slot or not best[0]):
            continue
        parent = messages[position[rank - slot]].id if slot else None
        if not slot and kind is ChannelKind.THREAD and 0 < position[rank] < LOOKBACK:
            parent = messages[0].id
        yield Link(child, parent, round(float(row[slot]), 4))
