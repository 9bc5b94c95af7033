"""A stretch of talk as columns, one entry a turn: what the features are computed from.

Only talk is kept: system lines neither reply nor get replies. Everything here is read off the
single turn, so a column's entry does not depend on which other turns are at hand; the numbers that
stand for authors and words are only ever compared for equality.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np

from bot.linking.grid import Floats, Ints
from bot.linking.naming import NEVER_NAMES, SHORTEST, aliases, identity_token
from bot.linking.texts import LOOKS, Text, read_text
from bot.model import Author, Message

_Key = TypeVar("_Key")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs (turn, word): a sparse column of several words a turn. `turn` ascends."""

    turn: Ints
    word: Ints


@dataclass(frozen=True, slots=True)
class Talk:
    """Columns over the turns that are talk, oldest first.

    `position` is the place among all turns; `second` the time in whole seconds, UTC;
    `looks` the cues of the text, [n, len(texts[0].looks) + 3]; `texts` what else each says.
    `readings` and `people` are what was made of each text and author.
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
    texts: Sequence[Text]
    readings: Mapping[str, Text]
    people: Mapping[Author, "Person"]

    def __len__(self) -> int:
        return len(self.position)


class _Numbers(dict[str, int]):
    """Words -> numbers, given out as they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def talk_of(
    messages: Sequence[Message],
    vocabulary: Mapping[str, int],
    *,
    since: int = 0,
    earlier: Talk | None = None,
) -> Talk:
    """The talk among `messages` from the place `since` on. `vocabulary` numbers the words that the
    scorer knows. What an `earlier` talk made of the same texts and authors is not made again.
    """
    kept = [
        (place, message)
        for place, message in enumerate(messages[since:], since)
        if not message.system
    ]
    said = [message for _, message in kept]
    readings = _known(earlier.readings if earlier else {}, read_text, (m.text for m in said))
    authors = _known(earlier.people if earlier else {}, _person, (m.author for m in said))
    texts = [readings[message.text] for message in said]
    numbers = _Numbers()
    people = [authors[message.author] for message in said]
    callable_ = frozenset(
        n for person in authors.values() for n in person.called if len(n) > SHORTEST
    ).difference(NEVER_NAMES)
    return Talk(
        position=np.array([place for place, _ in kept], np.int64),
        author=_column(numbers[person.token] for person in people),
        second=_column(int(message.at.timestamp()) for message in said),
        looks=_looks(texts, people),
        called=_rows([person.called for person in people], numbers),
        addressed=_rows([_addressed(*both) for both in zip(said, texts, strict=True)], numbers),
        mentioned=_rows([callable_ & text.names.mentioned for text in texts], numbers),
        words=_rows([text.topics for text in texts], numbers),
        lexicon=_rows([_lexicon(text, vocabulary) for text in texts], vocabulary),
        texts=texts,
        readings=readings,
        people=authors,
    )


@dataclass(frozen=True, slots=True)
class Person:
    """An author: the token that stands for them, what others may call them."""

    token: str
    called: tuple[str, ...]
    is_bot: bool


def _person(author: Author) -> Person:
    bot = author.is_bot or author.name.lower().rstrip("0123456789_-").endswith("bot")
    return Person(identity_token(author.id), aliases(author.name, author.id), bot)


def _known(
    before: Mapping[_Key, _Made], make: Callable[[_Key], _Made], keys: Iterable[_Key]
) -> dict[_Key, _Made]:
    """What is made of each of the keys, of those alone, where it was not made `before`."""
    return {key: before[key] if key in before else make(key) for key in set(keys)}


def _column(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, np.int64)


def _rows(words: Sequence[Collection[str]], numbers: Mapping[str, int]) -> Rows:
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    numbered = map(numbers.__getitem__, chain.from_iterable(words))
    return Rows(np.repeat(np.arange(len(words)), sizes), np.fromiter(numbered, np.int64))


def _addressed(message: Message, text: Text) -> Collection[str]:
    if not message.mentions:
        return text.names.addressed
    return text.names.addressed | set(map(identity_token, message.mentions))


def _looks(texts: Sequence[Text], people: Sequence[Person]) -> Floats:
    looks = np.array([text.looks for text in texts], np.float32).reshape(len(texts), LOOKS)
    length = [text.length.bit_length() / 2 for text in texts]
    wordless = [not text.length for text in texts]
    bots = [person.is_bot for person in people]
    return np.column_stack([looks, np.array([length, bots, wordless], np.float32).T])


def _lexicon(text: Text, vocabulary: Mapping[str, int]) -> list[str]:
    """Known words of the text, and its opening ("^word") if known."""
    known = [word for word in text.words if word in vocabulary]
    opening = "^" + text.opening
    return [*known, opening] if opening in vocabulary else known
