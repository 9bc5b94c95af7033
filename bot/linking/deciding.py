"""From chances to links, each with the evidence that a person would name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.linking.explicit import Explicit
from bot.linking.pairs import Pair
from bot.linking.reading import Reading
from bot.linking.texts import read_text
from bot.model import Link, MessageId, Reason, Turn

SECOND: Final = 0.35
"""A second parent needs this chance."""
MOST_REASONS: Final = 3
RARE: Final = 1.0
"""Shared words count as a reason from this rarity on."""

NAMING: Final = {
    Pair.ADDRESSES: ("addressed-by-name", 3.0),
    Pair.MENTIONS: ("mentions-name", 2.0),
    Pair.ADDRESSED_BY: ("was-addressed-by-name", 2.5),
}
"""Pair features that are reasons by themselves, with the weight that a reader may give them: those
whose reason tells the parent's name, and others."""
EVIDENCE: Final = {
    Pair.SAME: Reason("same-author-continues", 1.5),
    Pair.LAST_CALLER: Reason("talks-with-them", 1.2),
    Pair.ADDRESSED_BEFORE: Reason("talks-with-them", 1.2),
}
_ANSWERS: Final = Reason("answers-recent-question", 1.4)
_PREVIOUS: Final = Reason("previous-speaker", 1.0)
_NEAREST: Final = Reason("nearest-fit", 0.5)
_RESPONDS: Final = Reason("responds-to-the-post", 1.0)
_STARTS: Final = Reason("starts-conversation", 1.0)
_SYSTEM: Final = Reason("system-line", 1.0)

CUES: Final = frozenset(
    {cue for cue, _ in NAMING.values()}
    | {reason.cue for reason in EVIDENCE.values()}
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


@dataclass(frozen=True, slots=True)
class Decision:
    """How the guesses of one reading become links. `turns` are those that the reading is of.

    `post` is the first post where nothing starts anew: in a thread that which would start a
    conversation in a room responds to the post.
    """

    turns: Sequence[Turn]
    reading: Reading
    post: MessageId | None = None

    def links(self, rank: int) -> Iterator[Link]:
        chances = self.reading.chances[rank - self.reading.ranks.start]
        likeliest = int(chances.argmax())
        yield self._link(rank, likeliest, float(chances[likeliest]))
        if likeliest and chances[likeliest] <= 1 - SECOND:
            runner_up = int(np.argsort(-chances, kind="stable")[1])
            if runner_up and chances[runner_up] >= SECOND:
                yield self._link(rank, runner_up, float(chances[runner_up]))

    def _link(self, rank: int, slot: int, chance: float) -> Link:
        child = self._turn(rank).message.id
        if slot:
            parent = self._turn(rank - slot).message.id
            return Link(child, parent, round(chance, 4), self._reasons(rank, slot))
        if self.post is not None and self.post != child:
            return Link(child, self.post, round(chance, 4), (_RESPONDS,))
        return Link(child, None, round(chance, 4), (_STARTS,))

    def _turn(self, rank: int) -> Turn:
        return self.turns[int(self.reading.talk.position[rank])]

    def _reasons(self, rank: int, slot: int) -> tuple[Reason, ...]:
        child, parent = self._turn(rank), self._turn(rank - slot)
        seen = self.reading.pairs[:, rank - self.reading.ranks.start, slot].tolist()
        found = [one for column, one in EVIDENCE.items() if seen[column]]
        for column, (cue, weight) in NAMING.items():
            if seen[column]:
                found.append(Reason(cue, weight, detail=parent.message.author.name))
        if parent.questions and not seen[Pair.SAME]:
            found.append(_ANSWERS)
        if seen[Pair.RARITY] >= RARE and (words := _shared(child, parent)):
            found.append(Reason("shared-rare-word", 1.3, detail=words))
        if slot == 1 and not seen[Pair.SAME]:
            found.append(_PREVIOUS)
        strongest = sorted(dict.fromkeys(found), key=lambda reason: -reason.weight)
        return tuple(strongest[:MOST_REASONS]) or (_NEAREST,)


def _shared(child: Turn, parent: Turn) -> str:
    """The longest shared word: the rarest, as far as a reader can see."""
    common = read_text(child.message.text).topics & read_text(parent.message.text).topics
    return max(common, key=lambda word: (len(word), word), default="")
