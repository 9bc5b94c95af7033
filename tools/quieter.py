"""Quieter rooms made out of busy ones.

The training logs come from one busy room in which nearly everybody writes "nick: ..." first. Most
rooms are not so. Whole conversations are left out, addresses cut off, clocks stopped, and the log
cut into short stretches, so that the scorer learns how to read those rooms as well.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bot.model import Message
from tools.logs import Log

_ADDRESS = re.compile(r"^@?\S{2,40}[:,]\s+(?=\S)")


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
    noise = dice.random() < 0.3
    names = {m.author.name.lower() for m in log.messages}
    bare = dice.choice([0.0, 0.4, 0.8])
    frozen = dice.random() < 0.3
    places = [p for p in sorted(kept) if noise or not log.messages[p].system]
    size = int(dice.choice([30, 60, 1000]))
    for start in range(0, len(places), size):
        part = places[start : start + size]
        place_of = {place: i for i, place in enumerate(part)}
        messages = [_quiet(log.messages[p], names, dice.random() < bare) for p in part]
        if frozen:
            messages = [replace(m, at=messages[0].at) for m in messages]
        parents = {
            place_of[p]: {place_of[q] for q in log.parents.get(p, ()) if q in place_of}
            for p in part
        }
        yield Log(messages, parents, range(len(part)))


def _quiet(message: Message, names: set[str], bare: bool) -> Message:
    address = _ADDRESS.match(message.text) if bare else None
    if address is None or address.group().strip().strip("@:,").lower() not in names:
        return message
    return replace(message, text=message.text[address.end() :])
