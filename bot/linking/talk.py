"""A stretch of talk as columns, one entry a turn: what the features are computed from.

Only talk is kept: system lines neither reply nor get replies. Everything here is read off the
single turn, so a column's entry does not depend on which other turns are at hand; the numbers that
stand for authors and words are only ever compared for equality.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from bot.linking.grid import Floats, Ints
from bot.linking.texts import Text


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs (turn, word): a sparse column of several words a turn. `turn` ascends."""

    turn: Ints
    word: Ints

    def since(self, rank: int) -> "Rows":
        first = int(np.searchsorted(self.turn, rank))
        return Rows(self.turn[first:] - rank, self.word[first:])


@dataclass(frozen=True, slots=True)
class Talk:
    """Columns over the turns that are talk, oldest first.

    `position` is the place among all turns; `second` the time in whole seconds, UTC;
    `looks` the cues of the text, [n, LOOKS + 3]; `known` what each network makes of its known
    words, [n, networks, units]; `texts` what else each says.
    """

    position: Ints
    author: Ints
    second: Ints
    looks: Floats
    called: Rows
    addressed: Rows
    mentioned: Rows
    words: Rows
    known: Floats
    texts: Sequence[Text]

    def __len__(self) -> int:
        return len(self.position)

    def since(self, rank: int) -> "Talk":
        """Without the turns of lower rank."""
        return Talk(
            self.position[rank:],
            self.author[rank:],
            self.second[rank:],
            self.looks[rank:],
            self.called.since(rank),
            self.addressed.since(rank),
            self.mentioned.since(rank),
            self.words.since(rank),
            self.known[rank:],
            self.texts[rank:],
        )

    def moved(self, places: int) -> "Talk":
        return replace(self, position=self.position + places)


def joined(talks: Sequence[Talk]) -> Talk:
    """The talks as one; their positions must ascend."""
    nothing = [0] * len(talks)
    return laid_out(talks, nothing, nothing)


def laid_out(talks: Sequence[Talk], places: Sequence[int], numbers: Sequence[int]) -> Talk:
    """The talks as one, each moved by so many places, with numbers for its authors and words that
    begin at that one of `numbers`; the positions must ascend then.
    """
    ranks = [*accumulate(map(len, talks), initial=0)]

    def shifted(columns: Iterable[Ints], by: Sequence[int]) -> Ints:
        pairs = zip(columns, by, strict=False)
        return np.concatenate([column + some if some else column for column, some in pairs])

    def rows(parts: Sequence[Rows]) -> Rows:
        turns, words = [part.turn for part in parts], [part.word for part in parts]
        return Rows(shifted(turns, ranks), shifted(words, numbers))

    return Talk(
        shifted([talk.position for talk in talks], places),
        shifted([talk.author for talk in talks], numbers),
        np.concatenate([talk.second for talk in talks]),
        np.concatenate([talk.looks for talk in talks]),
        rows([talk.called for talk in talks]),
        rows([talk.addressed for talk in talks]),
        rows([talk.mentioned for talk in talks]),
        rows([talk.words for talk in talks]),
        np.concatenate([talk.known for talk in talks]),
        [text for talk in talks for text in talk.texts],
    )
