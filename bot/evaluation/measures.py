"""What is measured, and how channels add up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.evaluation.agreement import Agreement
from bot.model import State


class Measure(StrEnum):
    """What is compared, in the order in which a message is read."""

    ASKS = "asks"
    """Messages that ask something."""
    ASKS_UNMARKED = "asks_unmarked"
    """The same, with every question mark taken out of the text."""
    QUESTIONS = "questions"
    """Questions, down to the sub-question."""
    GENUINE = "genuine"
    """Whether a question that was found wants an answer."""
    STATE = "state"
    """How it stands, where it does."""
    SETTLED = "settled"
    """Whether it is answered or resolved, where people marked it as settled or not."""
    TURN = "turn"
    """Whose turn it is."""
    UNRESOLVED = "unresolved"
    """The loose ends, end to end."""
    ROLES = "roles"
    """Replies, each with its role."""
    ANSWERS = "answers"
    """Whether the message that settled it was seen to answer it."""
    CLAIMS = "claims"
    LINKS = "links"
    """Who replies to whom."""
    CONVERSATIONS = "conversations"
    """Whole conversations, two messages or more."""
    REPLIES = "replies"
    """What others reply to messages that ask."""
    UNHEARD = "unheard"
    """Messages that ask and to which nobody else replies."""


SHARES: Final = frozenset({Measure.GENUINE, Measure.STATE, Measure.TURN, Measure.ANSWERS})
"""Where each case is told rightly or not, so that one share says it all."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures for which people said something.

    `mistaken` counts states: (what people say, what the rules say). `untold` are the marks that
    say nothing about the rules any more: the words that they speak of are gone.
    """

    by_measure: Mapping[Measure, Agreement] = field(default_factory=dict[Measure, Agreement])
    mistaken: Counter[tuple[State, State]] = field(default_factory=Counter[tuple[State, State]])
    untold: int = 0


def scores(
    found: Mapping[Measure, Agreement],
    mistaken: Iterable[tuple[State, State]] = (),
    untold: int = 0,
) -> Scores:
    """The measures in order, without those for which nobody said anything."""
    said = {measure: found.get(measure, Agreement()) for measure in Measure}
    kept = {measure: agreement for measure, agreement in said.items() if agreement != Agreement()}
    return Scores(kept, Counter(mistaken), untold)


def total(parts: Iterable[Scores]) -> Scores:
    """Several channels together."""
    added: dict[Measure, Agreement] = {}
    mistaken: Counter[tuple[State, State]] = Counter()
    untold = 0
    for part in parts:
        mistaken.update(part.mistaken)
        untold += part.untold
        for measure, agreement in part.by_measure.items():
            added[measure] = added.get(measure, Agreement()) + agreement
    return scores(added, mistaken.elements(), untold)
