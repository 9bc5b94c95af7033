"""Quieter rooms made out of busy ones.

The training logs come from one busy room in which nearly everybody writes "nick: ..." first. Most
rooms are not so. Whole conversations are left out, addresses cut off or put as "@nick", clocks
stopped, and the log cut into short stretches, so that the scorer learns to read those rooms too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bot.model import Message
from tools.logs import Log

CLOCKS = [0, 0, 0, 1, 1, 1, 1, 1, 40, 40]
"""How many times slower the talk may be; 0 stops the clock."""

_ADDRESS = re.compile(r"^@?(?P<name>\S{2,40})[:,]\s+(?=\S)")


def conversations(log: Log) -> list[list[int]]:
    """The places of the annotated messages, conversation by conversation."""
    root = {place: place for place in log.annotated}

    def found(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for child in log.annotated:
        for parent in log.parents.get(child, ()):
            if parent in root:
                root[found(child)] = found(parent)
    groups: dict[int, list[int]] = {}
    for place in log.annotated:
        groups.setdefault(found(place), []).append(place)
    return list(groups.values())


def quieter(log: Log, dice: np.random.Generator) -> Iterator[Log]:
    """The log with a part of its conversations, cut into stretches."""
    share = dice.choice([0.08, 0.15, 0.3, 0.5])
    kept = {place for group in conversations(log) if dice.random() < share for place in group}
    noisy, clock = dice.random() < 0.3, dice.choice(CLOCKS)
    places = [p for p in sorted(kept) if noisy or not log.messages[p].system]
    reworded = _reworded(log, dice)
    size = int(dice.choice([30, 60, 1000]))
    for start in range(0, len(places), size):
        part = places[start : start + size]
        place_of = {place: i for i, place in enumerate(part)}
        messages = [reworded[p] for p in part]
        began = messages[0].at
        messages = [replace(m, at=began + (m.at - began) * int(clock)) for m in messages]
        parents = {
            place_of[p]: {place_of[q] for q in log.parents.get(p, ()) if q in place_of}
            for p in part
        }
        yield Log(messages, parents, range(len(part)))


def _reworded(log: Log, dice: np.random.Generator) -> list[Message]:
    """The messages as a room with other habits would have them: bare, or with "@name"."""
    names = {m.author.name.lower() for m in log.messages}
    bare, mark = dice.choice([0.0, 0.4, 0.8]), "@" if dice.random() < 0.3 else None
    return [_addressing(m, names, "" if dice.random() < bare else mark) for m in log.messages]


def _addressing(message: Message, names: set[str], mark: str | None) -> Message:
    """The message with its "name: " cut off (""), put as "@name " ("@") or left alone (None)."""
    address = _ADDRESS.match(message.text)
    if address is None or mark is None or address["name"].lower() not in names:
        return message
    instead = f"@{address['name']} " if mark else ""
    return replace(message, text=instead + message.text[address.end() :])
