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

EVIDENCE: Final = {
    Pair.ADDRESSES: ("addressed-by-name", 3.0),
    Pair.MENTIONS: ("mentions-name", 2.0),
    Pair.ADDRESSED_BY: ("was-addressed-by-name", 2.5),
    Pair.SAME: ("same-author-continues", 1.5),
    Pair.LAST_CALLER: ("talks-with-them", 1.2),
    Pair.ADDRESSED_BEFORE: ("talks-with-them", 1.2),
}
"""Pair features that are reasons by themselves, with the weight that a reader may give them."""

CUES: Final = frozenset(cue for cue, _ in EVIDENCE.values()) | {
    "explicit-reply",
    "quotes-it",
    "answers-recent-question",
    "shared-rare-word",
    "previous-speaker",
    "responds-to-the-post",
    "starts-conversation",
    "system-line",
    "nearest-fit",
}
"""All cues that a link may name."""


def said(child: MessageId, explicit: Sequence[Explicit]) -> Iterator[Link]:
    """The links that the message itself declares."""
    for one in explicit:
        cue = "explicit-reply" if one.quote is None else "quotes-it"
        yield Link(child, one.parent, 1.0, (Reason(cue, 4.0, one.quote),))


def system_line(child: MessageId) -> Link:
    return Link(child, None, 1.0, (Reason("system-line", 1.0),))


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
            return Link(child, self.post, round(chance, 4), (Reason("responds-to-the-post", 1.0),))
        return Link(child, None, round(chance, 4), (Reason("starts-conversation", 1.0),))

    def _turn(self, rank: int) -> Turn:
        return self.turns[int(self.reading.talk.position[rank])]

    def _reasons(self, rank: int, slot: int) -> tuple[Reason, ...]:
        child, parent = self._turn(rank), self._turn(rank - slot)
        seen = self.reading.pairs[:, rank - self.reading.ranks.start, slot].tolist()
        found = {
            cue: Reason(cue, weight, detail=_name(cue, parent))
            for column, (cue, weight) in EVIDENCE.items()
            if seen[column]
        }
        if parent.questions and not seen[Pair.SAME]:
            found["answers-recent-question"] = Reason("answers-recent-question", 1.4)
        if seen[Pair.RARITY] >= RARE and (words := _shared(child, parent)):
            found["shared-rare-word"] = Reason("shared-rare-word", 1.3, detail=words)
        if slot == 1 and not seen[Pair.SAME]:
            found["previous-speaker"] = Reason("previous-speaker", 1.0)
        found = found or {"nearest-fit": Reason("nearest-fit", 0.5)}
        return tuple(sorted(found.values(), key=lambda reason: -reason.weight)[:MOST_REASONS])


def _name(cue: str, parent: Turn) -> str:
    return parent.message.author.name if cue.endswith("-name") else ""


def _shared(child: Turn, parent: Turn) -> str:
    """The longest shared word: the rarest, as far as a reader can see."""
    common = read_text(child.message.text).topics & read_text(parent.message.text).topics
    return max(common, key=lambda word: (len(word), word), default="")
