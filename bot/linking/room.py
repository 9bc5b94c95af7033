"""The talk of one room as it goes on: what was read of its turns is not read again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final, NamedTuple

import numpy as np

from bot.linking.grid import Floats, Ints, on_grid
from bot.linking.naming import NEVER_NAMES, SHORTEST, aliases, identity_token
from bot.linking.talk import Rows, Talk, joined
from bot.linking.texts import LOOKS, Text, read_text
from bot.model import Author, Message

MOST_NUMBERS: Final = 8_000
"""Words of a room that are numbered; where there are more, its talk is read anew."""


class Vocabulary(NamedTuple):
    """The words that the scorer knows, by number, and what each of its networks makes of them,
    [words, networks, units].
    """

    numbers: Mapping[str, int]
    features: Floats


NO_WORDS: Final = Vocabulary({}, np.zeros((0, 0, 0), np.float32))


class Numbers(dict[str, int]):
    """Words -> numbers, given out as they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Person:
    """An author: the token that stands for them, what others may call them."""

    token: str
    called: tuple[str, ...]
    is_bot: bool


@dataclass(frozen=True, slots=True)
class Room:
    """The `talk` at some `places`. `names` are what people there are called, as far as these tell
    of them when they are mentioned in passing. The `numbers` of words and authors, and what is
    known of `people`, grow while the talk goes on.
    """

    talk: Talk
    places: range
    names: frozenset[str] = frozenset()
    numbers: Numbers = field(default_factory=Numbers)
    people: dict[Author, Person] = field(default_factory=dict[Author, Person])

    def moved(self, places: int) -> "Room":
        here = range(self.places.start + places, self.places.stop + places)
        return replace(self, talk=self.talk.moved(places), places=here)

    def since(self, place: int) -> "Room":
        """Without what was said before that place."""
        first = int(np.searchsorted(self.talk.position, place))
        return replace(self, talk=self.talk.since(first), places=range(place, self.places.stop))

    def gone_on(self, messages: Sequence[Message], vocabulary: Vocabulary) -> "Room":
        """With those of the `messages` that stand after its places."""
        places = range(self.places.start, len(messages))
        fresh = range(self.places.stop, places.stop)
        said = {place: messages[place] for place in fresh if not messages[place].system}
        if not said:
            return replace(self, places=places)
        come = {message.author for message in said.values()} - self.people.keys()
        self.people.update((author, _person(author)) for author in come)
        names = self.names.union(*(_names(self.people[author]) for author in come))
        before = _mentioning(self.talk, names - self.names, self.numbers)
        whole = joined([before, self._talk(said, names, vocabulary)])
        return replace(self, talk=whole, places=places, names=names)

    def _talk(
        self, placed: Mapping[int, Message], names: frozenset[str], vocabulary: Vocabulary
    ) -> Talk:
        said = [*placed.values()]
        readings = {text: read_text(text) for text in {message.text for message in said}}
        texts = [readings[message.text] for message in said]
        people, numbers = [self.people[message.author] for message in said], self.numbers
        addressed = [_addressed(*both) for both in zip(said, texts, strict=True)]
        return Talk(
            position=_column(placed),
            author=_column(numbers[person.token] for person in people),
            second=_column(int(message.at.timestamp()) for message in said),
            looks=_looks(texts, people),
            called=_rows([person.called for person in people], numbers),
            addressed=_rows(addressed, numbers),
            mentioned=_rows([names & text.names.mentioned for text in texts], numbers),
            words=_rows([text.topics for text in texts], numbers),
            known=_known(texts, vocabulary),
            texts=texts,
        )


def room_of(
    messages: Sequence[Message],
    vocabulary: Vocabulary,
    *,
    since: int = 0,
    earlier: Room | None = None,
) -> Room:
    """The room of the `messages` from the place `since` on. What is known from `earlier`, of
    messages before these, is not read again.
    """
    if earlier is None or since < earlier.places.start or len(earlier.numbers) > MOST_NUMBERS:
        earlier = Room(_silence(vocabulary), range(since, since))
    return earlier.since(since).gone_on(messages, vocabulary)


def talk_of(messages: Sequence[Message], vocabulary: Vocabulary = NO_WORDS) -> Talk:
    """The talk among the messages."""
    return room_of(messages, vocabulary).talk


def _person(author: Author) -> Person:
    bot = author.is_bot or author.name.lower().rstrip("0123456789_-").endswith("bot")
    return Person(identity_token(author.id), aliases(author.name, author.id), bot)


def _names(person: Person) -> frozenset[str]:
    """What the person is called where nobody speaks to them."""
    return frozenset(n for n in person.called if len(n) > SHORTEST) - NEVER_NAMES


def _mentioning(talk: Talk, names: frozenset[str], numbers: Mapping[str, int]) -> Talk:
    """The talk with the mentions of people who had not spoken before."""
    found = _rows([names & text.names.mentioned for text in talk.texts] if names else [], numbers)
    if not len(found.turn):
        return talk
    turn = np.concatenate([talk.mentioned.turn, found.turn])
    word = np.concatenate([talk.mentioned.word, found.word])
    order = np.argsort(turn, kind="stable")
    return replace(talk, mentioned=Rows(turn[order], word[order]))


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


def known_words(text: Text, numbers: Mapping[str, int]) -> list[int]:
    """The numbers of the known words of the text, and of its opening ("^word") if known."""
    known = [numbers[word] for word in text.words if word in numbers]
    opening = "^" + text.opening
    return [*known, numbers[opening]] if opening in numbers else known


def _known(texts: Sequence[Text], vocabulary: Vocabulary) -> Floats:
    words = [known_words(text, vocabulary.numbers) for text in texts]
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    known, networks, units = vocabulary.features.shape
    flat = vocabulary.features.reshape(known, networks * units)
    sums = np.zeros((len(words), networks * units), np.float32)
    bearing = np.flatnonzero(sizes)
    if len(bearing):
        each = flat.take([*chain.from_iterable(words)], axis=0)
        sums[bearing] = np.add.reduceat(each, (np.cumsum(sizes) - sizes)[bearing])
    return on_grid(sums).reshape(len(words), networks, units)


def _silence(vocabulary: Vocabulary) -> Talk:
    nothing = np.zeros(0, np.int64)
    none = Rows(nothing, nothing)
    known = np.zeros((0, *vocabulary.features.shape[1:]), np.float32)
    looks = np.zeros((0, LOOKS + 3), np.float32)
    return Talk(nothing, nothing, nothing, looks, none, none, none, none, known, ())
