"""The turns of a channel, indexed by the ways in which they hang together; they may go on."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from bot.model import AuthorId, Link, MessageId, Question, Turn
from bot.resolution.likely import goes_on, sounds_alike

LAST: Final = 32
"""The last turns, of which some may be new or have got other links."""
_NOTHING: Final = list[Link]()
SPARE: Final = 300
"""So many turns may stay before those at hand until all are indexed anew."""

_Key = TypeVar("_Key")

_FIRST_WORD: Final = re.compile(r"\W*(\w+)")
_AT: Final = re.compile(r"(?<!\w)@(\w+)")


def called(text: str) -> dict[str, int]:
    """Whom a text calls: by the word that it begins with, or by "@"; from where on it speaks to
    them.
    """
    found = {first_word(text): 0}
    if "@" in text:
        for match in _AT.finditer(text):
            found.setdefault(match[1].casefold(), match.start())
    found.pop("", None)
    return found


def first_word(text: str) -> str:
    """The word that a text begins with, as names are compared; empty where it has none."""
    match = _FIRST_WORD.match(text)
    return match[1].casefold() if match else ""


class Ties:
    """Every index lists positions in order, so that the last turns can be taken back: where talk
    goes on, only these got other links.
    """

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.questions: list[list[tuple[int, Question]]] = []
        self._authors: list[AuthorId] = []
        self._called: list[dict[str, int]] = []
        self._links: list[list[Link]] = []
        self._position: dict[MessageId, int] = {}
        self._children: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self._parents: dict[int, list[int | None]] = {}
        self._sure: dict[int, float] = {}
        self._leads: dict[int, MessageId] = {}
        self._beneath: dict[MessageId, list[tuple[int, float]]] = defaultdict(list)
        self._led: dict[MessageId, list[int]] = defaultdict(list)
        self._spoken: dict[AuthorId, list[int]] = defaultdict(list)
        self._calling: dict[str, list[int]] = defaultdict(list)
        self._strays: list[int] = []
        self._asking: list[int] = []
        self._asked_by: dict[AuthorId, list[int]] = defaultdict(list)
        self._asked_as: dict[str, list[int]] = defaultdict(list)

    def goes_on_with(self, turns: Sequence[Turn]) -> bool:
        """Whether these turns begin among those that are indexed."""
        first = self._position.get(turns[0].message.id) if turns else None
        return first is not None and first <= SPARE

    def follow(self, turns: Sequence[Turn], links: Sequence[Link]) -> int:
        """Indexes these turns with their links, from the first one on that is not known just so.
        Returns the position of the first. What stands before that one stays, and plays no part.
        """
        first = self._position[turns[0].message.id] if self.turns else 0
        sure = self._surely_known(turns, links, first)
        by_child = _by_child(links[sum(map(len, self._links[first : first + sure])) :])
        known = first + self._known(turns, by_child, first, sure)
        if known < first + sure:
            by_child = _by_child(links)
        self._back_to(known)
        for at, turn in enumerate(turns[known - first :], known):
            self._position[turn.message.id] = at
            self.turns.append(turn)
        for at in range(known, len(self.turns)):
            self._index(at, by_child.get(self.turns[at].message.id, _NOTHING))
        return first

    def unlearn(self, ids: Collection[MessageId]) -> None:
        """Forgets these turns and all from them on; likewise from what replies to them on."""
        replies = [self._beneath[id_][0][0] for id_ in ids if id_ in self._beneath]
        if from_ := [*self.positions(ids), *replies]:
            self._back_to(min(from_))

    def author(self, at: int) -> AuthorId:
        return self._authors[at]

    def called(self, at: int) -> Mapping[str, int]:
        """Whom the turn calls, and from where on in its text it speaks to them."""
        return self._called[at]

    def links_of(self, at: int) -> Sequence[Link]:
        return self._links[at]

    def positions(self, ids: Iterable[MessageId]) -> list[int]:
        """Where the messages stand, those that are known."""
        return [self._position[id_] for id_ in ids if id_ in self._position]

    def asked_by(self, author: AuthorId) -> Sequence[int]:
        """The posts of an author."""
        return self._asked_by.get(author, ())

    def asked_as(self, name: str) -> Sequence[int]:
        """The posts of those whose name begins with that word."""
        return self._asked_as.get(name, ())

    def asked_before(self, at: int, within: int) -> Sequence[int]:
        """The posts among so many turns before one."""
        return self._asking[bisect_left(self._asking, at - within) : bisect_left(self._asking, at)]

    def _surely_known(self, turns: Sequence[Turn], links: Sequence[Link], first: int) -> int:
        """How many of the turns are known just so, as is quickly seen where links are in the order
        of their turns, and none but the last ones are new.
        """
        count = max(0, len(turns) - LAST)
        end = first + count
        tied = [link for some in self._links[first:end] for link in some]
        is_known = self.turns[first:end] == [*turns[:count]] and tied == [*links[: len(tied)]]
        others = (self._position.get(link.child, end) for link in links[len(tied) :])
        return count if is_known and all(at >= end for at in others) else 0

    def _known(
        self, turns: Sequence[Turn], links: Mapping[MessageId, list[Link]], first: int, sure: int
    ) -> int:
        """How many of the turns are indexed so that it makes no difference, from the position
        `first` on. A link to a later turn that comes or goes does.
        """
        same, start = sure, first + sure
        for at, (turn, known) in enumerate(
            zip(turns[sure:], self.turns[start:], strict=False), start
        ):
            now = links.get(turn.message.ref.message, _NOTHING)
            if (known is not turn and known != turn) or not self._sounds_as_known(at, now):
                break
            self._links[at] = now
            same += 1
        moved = [turn.message.id for turn in (*turns[same:], *self.turns[first + same :])]
        spoken_of = [self._beneath[id_][0][0] - first for id_ in moved if id_ in self._beneath]
        return max(0, min([same, *spoken_of]))

    def _sounds_as_known(self, at: int, now: list[Link]) -> bool:
        known = self._links[at]
        return now == known or sounds_alike(known, now)

    def _index(self, at: int, links: list[Link]) -> None:
        turn = self.turns[at]
        author, questions = turn.message.author.id, turn.questions
        self.questions.append(questions)
        self._authors.append(author)
        self._called.append(called(turn.message.text))
        self._links.append(links)
        for link in links:
            if link.parent is not None and link.parent != link.child:
                self._tie(at, link, link.parent)
        if at in self._leads:
            self._led[self._leads[at]].append(at)
        if questions:
            self._asking.append(at)
            self._asked_by[author].append(at)
            self._asked_as[first_word(turn.message.author.name)].append(at)
        if turn.message.system:
            return
        self._spoken[author].append(at)
        for name in self._called[at]:
            self._calling[name].append(at)
        if at not in self._parents:
            self._strays.append(at)

    def _tie(self, child: int, link: Link, to: MessageId) -> None:
        parent = self._position.get(to)
        self._beneath[to].append((child, link.score))
        if goes_on(link):
            self._leads[child] = to
        self._parents.setdefault(child, []).append(parent)
        self._sure[child] = max(self._sure.get(child, 0.0), link.score)
        if parent is not None and parent < child:
            self._children[parent].append((child, link.score))

    def _back_to(self, known: int) -> None:
        """Forgets the turns from that position on."""
        while len(self.turns) > known:
            self._take_back()

    def _take_back(self) -> None:
        """Forgets the last turn."""
        turn = self.turns.pop()
        at, author = len(self.turns), turn.message.author
        del self._position[turn.message.id], self.questions[at:], self._authors[at:]
        for link in self._links.pop():
            _cut_edges(self._beneath, link.parent, at)
        for parent in self._parents.pop(at, ()):
            _cut_edges(self._children, parent, at)
        _cut(self._led, self._leads.pop(at, None), at)
        self._sure.pop(at, None)
        _cut(self._spoken, author.id, at)
        _cut(self._asked_by, author.id, at)
        _cut(self._asked_as, first_word(author.name), at)
        for name in self._called.pop():
            _cut(self._calling, name, at)
        for listed in (self._asking, self._strays):
            if listed[-1:] == [at]:
                listed.pop()


def _by_child(links: Iterable[Link]) -> Mapping[MessageId, list[Link]]:
    found: dict[MessageId, list[Link]] = defaultdict(list)
    for link in links:
        found[link.child].append(link)
    return found


def _cut(index: dict[_Key, list[int]], key: _Key | None, at: int) -> None:
    """Takes a position off the end of a list, which goes where nothing is left of it."""
    if key is not None and (listed := index.get(key)) and listed[-1] == at:
        listed.pop()
        if not listed:
            del index[key]


def _cut_edges(index: dict[_Key, list[tuple[int, float]]], key: _Key | None, at: int) -> None:
    if key is not None and (listed := index.get(key)):
        while listed and listed[-1][0] == at:
            listed.pop()
        if not listed:
            del index[key]
