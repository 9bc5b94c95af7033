"""One message with labelled questions: what people see in it, beside what is listed of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.evaluation.agreement import Agreement, cases
from bot.evaluation.labels import Asked
from bot.evaluation.matching import matches
from bot.evaluation.measures import Measure
from bot.model import GENUINE, UNRESOLVED, Entry, State


@dataclass(frozen=True, slots=True)
class Post:
    """The questions that people see, the entries of the ledger, and which are the same."""

    asked: Sequence[Asked]
    entries: Sequence[Entry]
    match: Mapping[int, int]

    @property
    def pairs(self) -> list[tuple[Asked, Entry]]:
        return [(self.asked[label], self.entries[found]) for label, found in self.match.items()]

    @property
    def wanted(self) -> list[tuple[Asked, Entry]]:
        """The pairs of which people say that an answer is wanted."""
        return [(asked, entry) for asked, entry in self.pairs if asked.genuine]

    @property
    def states(self) -> list[tuple[State, State]]:
        """How each question stands: what people say, what the rules say."""
        return [
            (asked.state, entry.standing.state)
            for asked, entry in self.wanted
            if asked.state is not None
        ]


def post(asked: Sequence[Asked], entries: Sequence[Entry]) -> Post:
    spans = [entry.question.span for entry in entries]
    return Post(asked, entries, matches([each.span for each in asked], spans))


def is_genuine(entry: Entry) -> bool:
    """Whether an answer is wanted, by the rules."""
    return entry.question.genuine >= GENUINE


def is_unresolved(entry: Entry) -> bool:
    """Whether it is a loose end, by the rules."""
    return is_genuine(entry) and entry.standing.state in UNRESOLVED


def _is_loose(asked: Asked) -> bool:
    return asked.genuine and asked.state in UNRESOLVED


def _questions(post: Post) -> Agreement:
    return Agreement(len(post.match), len(post.entries), len(post.asked))


def _genuine(post: Post) -> Agreement:
    right = sum(asked.genuine == is_genuine(entry) for asked, entry in post.pairs)
    return cases(right, len(post.pairs))


def _state(post: Post) -> Agreement:
    return cases(sum(label == found for label, found in post.states), len(post.states))


def _turn(post: Post) -> Agreement:
    turns = [
        asked.waiting_for == entry.standing.waiting_for
        for asked, entry in post.wanted
        if asked.waiting_for is not None
    ]
    return cases(sum(turns), len(turns))


def _unresolved(post: Post) -> Agreement:
    """Counted where people say of every question of the post how it stands."""
    if any(asked.genuine and asked.state is None for asked in post.asked):
        return Agreement()
    return Agreement(
        right=sum(_is_loose(asked) and is_unresolved(entry) for asked, entry in post.pairs),
        listed=sum(map(is_unresolved, post.entries)),
        named=sum(map(_is_loose, post.asked)),
    )


def _roles(post: Post) -> Agreement:
    """Counted where people say of every question of the post who replied."""
    named = [asked.replies for asked in post.asked if asked.replies is not None]
    if len(named) < len(post.asked):
        return Agreement()
    right = [
        len((asked.replies or frozenset()) & {(r.message, r.role) for r in entry.standing.replies})
        for asked, entry in post.pairs
    ]
    listed = [len(entry.standing.replies) for entry in post.entries]
    return Agreement(sum(right), sum(listed), sum(map(len, named)))


BY_POST: Final[Mapping[Measure, Callable[[Post], Agreement]]] = {
    Measure.QUESTIONS: _questions,
    Measure.GENUINE: _genuine,
    Measure.STATE: _state,
    Measure.TURN: _turn,
    Measure.UNRESOLVED: _unresolved,
    Measure.ROLES: _roles,
}
"""What can be counted message by message."""
