"""From chances to links, each with the evidence that a person would name."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np

from bot.linking.explicit import Explicit
from bot.linking.pairs import Pair
from bot.linking.reading import Reading
from bot.model import Link, MessageId, Reason, Turn

SECOND: Final = 0.35
"""A second parent needs this chance."""
MOST_REASONS: Final = 3
_WEIGHT: Final = attrgetter("weight")
RARE: Final = 1.0
"""Shared words count as a reason from this rarity on."""

NAMING: Final = {
    Pair.ADDRESSES: ("addressed-by-name", 3.0),
    Pair.MENTIONS: ("mentions-name", 2.0),
    Pair.ADDRESSED_BY: ("was-addressed-by-name", 2.5),
}
"""Pair features that are reasons by themselves, with the weight that a reader may give them: those
whose reason tells the parent's name, and others."""
EVIDENCE: Final = (
    (Pair.SAME, Pair.SAME, Reason("same-author-continues", 1.5)),
    (Pair.LAST_CALLER, Pair.ADDRESSED_BEFORE, Reason("talks-with-them", 1.2)),
)
"""Pair features, one of which is enough for the reason."""
_ANSWERS: Final = Reason("answers-recent-question", 1.4)
_PREVIOUS: Final = Reason("previous-speaker", 1.0)
_NEAREST: Final = Reason("nearest-fit", 0.5)
_RESPONDS: Final = Reason("responds-to-the-post", 1.0)
_STARTS: Final = Reason("starts-conversation", 1.0)
_SYSTEM: Final = Reason("system-line", 1.0)

CUES: Final = frozenset(
    {cue for cue, _ in NAMING.values()}
    | {reason.cue for *_, reason in EVIDENCE}
    | {one.cue for one in (_ANSWERS, _PREVIOUS, _NEAREST, _RESPONDS, _STARTS, _SYSTEM)}
    | {"explicit-reply", "quotes-it", "shared-rare-word"}
)
"""All cues that a link may name."""


def said(child: MessageId, explicit: Sequence[Explicit]) -> Iterator[Link]:
    """The links that the message itself declares."""
    for one in explicit:
        cue = "explicit-reply" if one.quote is None else "quotes-it"
        yield Link(child, one.parent, 1.0, (Reason(cue, 4.0, one.quote),))


def system_line(child: MessageId) -> Link:
    return Link(child, None, 1.0, (_SYSTEM,))


def responding(link: Link, post: MessageId) -> Link:
    """The link where nothing starts anew but the `post`: in a thread that which would start a
    conversation in a room responds to the first post.
    """
    if link.parent is None and link.child != post:
        return Link(link.child, post, link.score, (_RESPONDS,))
    return link


class _Choice(NamedTuple):
    """A parent by its slot (0: starts a conversation), its chance, what was seen of the pair."""

    slot: int
    chance: float
    seen: list[float]


class Decisions:
    """How the guesses of one reading become links. `turns` are those that the reading is of."""

    def __init__(self, turns: Sequence[Turn], reading: Reading) -> None:
        self._turns, self._places = turns, reading.talk.position
        self._texts = reading.talk.texts
        self._start = reading.ranks.start
        self._chosen = _chosen(reading)

    def _turn(self, rank: int) -> Turn:
        return self._turns[int(self._places[rank])]

    def child(self, rank: int) -> MessageId:
        return self._turn(rank).message.id

    def links(self, rank: int) -> Iterator[Link]:
        """The links of the turn of that rank."""
        child = self.child(rank)
        for choice in self._chosen[rank - self._start]:
            chance = round(choice.chance, 4)
            if choice.slot:
                parent = self.child(rank - choice.slot)
                yield Link(child, parent, chance, self._reasons(rank, choice))
            else:
                yield Link(child, None, chance, (_STARTS,))

    def _reasons(self, rank: int, choice: _Choice) -> tuple[Reason, ...]:
        parent, seen = self._turn(rank - choice.slot), choice.seen
        found = [reason for pair, other, reason in EVIDENCE if seen[pair] or seen[other]]
        for pair, (cue, weight) in NAMING.items():
            if seen[pair]:
                found.append(Reason(cue, weight, detail=parent.message.author.name))
        if not seen[Pair.SAME] and parent.questions:
            found.append(_ANSWERS)
        if seen[Pair.RARITY] >= RARE and (words := self._shared(rank, choice.slot)):
            found.append(Reason("shared-rare-word", 1.3, detail=words))
        if choice.slot == 1 and not seen[Pair.SAME]:
            found.append(_PREVIOUS)
        found.sort(key=_WEIGHT, reverse=True)
        return tuple(found[:MOST_REASONS]) or (_NEAREST,)

    def _shared(self, rank: int, slot: int) -> str:
        """The longest shared word: the rarest, as far as a reader can see."""
        common = self._texts[rank].topics & self._texts[rank - slot].topics
        return max(common, key=lambda word: (len(word), word), default="")


def _chosen(reading: Reading) -> list[list[_Choice]]:
    """The parents of each turn: the likeliest, and the next one if its chance will do."""
    rows = np.arange(len(reading.chances))
    likeliest = reading.chances.argmax(axis=1)
    others = reading.chances.copy()
    others[rows, likeliest] = others[:, 0] = 0
    second = others.argmax(axis=1)
    also = (likeliest > 0) & (others[rows, second] >= SECOND)
    row, slot = np.append(rows, rows[also]), np.append(likeliest, second[also])
    seen: list[list[float]] = reading.pairs[:, row, slot].T.tolist()
    chances: list[float] = reading.chances[row, slot].tolist()
    slots: list[int] = slot.tolist()
    choices = [_Choice(*each) for each in zip(slots, chances, seen, strict=True)]
    found = [[choice] for choice in choices[: len(rows)]]
    places: list[int] = rows[also].tolist()
    for place, choice in zip(places, choices[len(rows) :], strict=True):
        found[place].append(choice)
    return found
