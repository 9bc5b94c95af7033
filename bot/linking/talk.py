"""A stretch of talk as columns, one entry a turn: what the features are computed from.

Only talk is kept: system lines neither reply nor get replies. Everything here is read off the
single turn, so a column's entry does not depend on which other turns are at hand; the numbers that
stand for authors and words are only ever compared for equality.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.linking.grid import Floats, Ints
from bot.linking.naming import READ, Names, aliases, names_in
from bot.model import Author, Message
from bot.words import STOP_WORDS, tokens

WORDS = 60
"""Words of a text that are looked at."""

_OPENING: Final = r"^(?:\S+[:,]\s+)?"
"""The start of a text, after "name: "."""

LOOKS: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\?",
        r"[?？؟][\s)\"']*$",
        _OPENING
        + r"(?:so |and |but |ok |hi,? |well,? )?(?:wh(?:at|y|o|ich|ere|en)|how|is|are|do|does|did"
        r"|can|could|would|will|should|has|have|any(?:one|body)?)\b",
        r"\b(?:any(?:one|body)|some(?:one|body)|everyone|all|guys|folks)\b",
        r"^(?:hi|hello|hey|yo|good (?:morning|evening|day|afternoon))\b",
        r"\b(?:thanks?|thx|ty|cheers|tnx|thank you)\b",
        _OPENING + r"(?:yes|yeah|yep|yup|no|nope|ok|okay|oh|ah|right|sure|i see|hmm+|lol|haha)\b",
        r"https?://|www\.",
        r"^[!./]\w",
        r"^@?[^\s:,]{2,40}[:,](?:\s|$)",
        r"(?:^|\s)@\w",
        r"\.\.+\s*$|…\s*$",
        r"^[^a-z]*(?:and|or|but|so|also|then|because|cause|which|like|than|with|i mean)\b",
        r"[:;]-?[)(dp]",
        r"^\w",
        r"[.!]\s*$",
    )
)
"""Looks of a text, in the order of the feature columns."""
ADDRESS_FORM: Final = 9
"""The look of "name: ..."."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs (turn, word): a sparse column of several words a turn. `turn` ascends."""

    turn: Ints
    word: Ints


@dataclass(frozen=True, slots=True)
class Talk:
    """Columns over the turns that are talk, oldest first.

    `position` is the place among all turns; `second` the time in whole seconds, UTC;
    `looks` the cues of the text, [n, len(LOOKS) + 3].
    """

    position: Ints
    author: Ints
    second: Ints
    looks: Floats
    called: Rows
    addressed: Rows
    mentioned: Rows
    words: Rows
    lexicon: Rows

    def __len__(self) -> int:
        return len(self.position)


class _Numbers(dict[str, int]):
    """Words -> numbers, given out as they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def talk_of(messages: Sequence[Message], vocabulary: Mapping[str, int]) -> Talk:
    """The talk among `messages`. `vocabulary` numbers the words that the scorer knows."""
    kept = [(place, message) for place, message in enumerate(messages) if not message.system]
    said = [message for _, message in kept]
    read = [_words(message) for message in said]
    names = [names_in(message) for message in said]
    numbers, known = _Numbers(), _Callings()
    called = [known[message.author] for message in said]
    callable_ = frozenset(name for calling in known.values() for name in calling)
    return Talk(
        position=np.array([place for place, _ in kept], np.int64),
        author=_column(numbers[" " + message.author.id] for message in said),
        second=_column(int(message.at.timestamp()) for message in said),
        looks=_looks(said, read),
        called=_rows(called, numbers),
        addressed=_rows([n.addressed for n in names], numbers),
        mentioned=_rows([callable_.intersection(n.mentioned) for n in names], numbers),
        words=_rows([_topics(words, n) for words, n in zip(read, names, strict=True)], numbers),
        lexicon=_lexicon(read, vocabulary),
    )


class _Callings(dict[Author, tuple[str, ...]]):
    """Authors -> what others may call them."""

    def __missing__(self, author: Author) -> tuple[str, ...]:
        self[author] = calling = aliases(author.name, author.id)
        return calling


def _column(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, np.int64)


def _rows(words: Sequence[Iterable[str]], numbers: _Numbers) -> Rows:
    pairs = [(turn, numbers[word]) for turn, of_turn in enumerate(words) for word in of_turn]
    flat = np.array(pairs, np.int64).reshape(-1, 2)
    return Rows(flat[:, 0], flat[:, 1])


def topics(message: Message) -> set[str]:
    """The words of a message that carry a topic."""
    return _topics(_words(message), names_in(message))


def _words(message: Message) -> list[str]:
    return tokens(message.text[:READ])[:WORDS]


def _topics(words: list[str], names: Names) -> set[str]:
    """The words that carry a topic. Names are not topics: who is addressed is judged apart."""
    return {w for w in words if len(w) > 1} - STOP_WORDS["en"] - set(names.addressed)


def _looks(said: Sequence[Message], read: Sequence[list[str]]) -> Floats:
    looks = np.zeros((len(said), len(LOOKS) + 3), np.float32)
    for row, message, words in zip(looks, said, read, strict=True):
        text = message.text[:READ]
        row[: len(LOOKS)] = [look.search(text) is not None for look in LOOKS]
        row[-3] = len(words).bit_length() / 2
        row[-2] = message.author.is_bot or message.author.name.lower().rstrip(
            "0123456789_-"
        ).endswith("bot")
        row[-1] = not words
    return looks


def _lexicon(read: Sequence[list[str]], vocabulary: Mapping[str, int]) -> Rows:
    """Known words of each turn, and known words that open it ("^word")."""
    pairs = [
        (turn, vocabulary[word])
        for turn, words in enumerate(read)
        for word in dict.fromkeys([*words, *("^" + w for w in words[:1])])
        if word in vocabulary
    ]
    flat = np.array(pairs, np.int64).reshape(-1, 2)
    return Rows(flat[:, 0], flat[:, 1])
