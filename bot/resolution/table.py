"""The table of states: what each kind of evidence does to a question.

Grounding by acceptance: an answer is only settled once the asker has shown that it will do (Clark
and Schaefer 1989, "Contributing to discourse"). What the table does not name changes nothing.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bot.model import Role, State


class Evidence(StrEnum):
    """What a message, a reaction or a mark says of the standing of a question."""

    ANSWERED = "answered-in-full"
    IN_PART = "answered-in-part"
    POINTED = "pointed-elsewhere"
    THANKED = "thanked-after-answer"
    CONFIRMED = "asker-confirmed"
    TICKED = "ticked-by-asker"
    SOLVED = "asker-found-it"
    REJECTED = "asker-rejected"
    GAINED = "asker-gained-something"
    WITHDRAWN = "asker-withdrew"


BRINGS: Final[Mapping[Role, Evidence]] = {
    Role.ANSWER: Evidence.ANSWERED,
    Role.PARTIAL: Evidence.IN_PART,
    Role.POINTER: Evidence.POINTED,
    Role.ACKNOWLEDGEMENT: Evidence.THANKED,
    Role.CONFIRMATION: Evidence.CONFIRMED,
    Role.REJECTION: Evidence.REJECTED,
}
"""The evidence that a reply brings by its role alone; the other roles bring none."""

NEXT: Final[Mapping[State, Mapping[Evidence, State]]] = {
    State.OPEN: {
        Evidence.ANSWERED: State.ANSWERED,
        Evidence.IN_PART: State.PARTLY_ANSWERED,
        Evidence.POINTED: State.PARTLY_ANSWERED,
        Evidence.CONFIRMED: State.RESOLVED,
        Evidence.TICKED: State.RESOLVED,
        Evidence.SOLVED: State.RESOLVED,
        Evidence.WITHDRAWN: State.WITHDRAWN,
    },
    State.PARTLY_ANSWERED: {
        Evidence.ANSWERED: State.ANSWERED,
        Evidence.CONFIRMED: State.RESOLVED,
        Evidence.TICKED: State.RESOLVED,
        Evidence.SOLVED: State.RESOLVED,
        Evidence.WITHDRAWN: State.WITHDRAWN,
    },
    State.ANSWERED: {
        Evidence.THANKED: State.RESOLVED,
        Evidence.CONFIRMED: State.RESOLVED,
        Evidence.TICKED: State.RESOLVED,
        Evidence.SOLVED: State.RESOLVED,
        Evidence.REJECTED: State.OPEN,
        Evidence.GAINED: State.PARTLY_ANSWERED,
    },
    State.RESOLVED: {
        Evidence.REJECTED: State.OPEN,
        Evidence.GAINED: State.PARTLY_ANSWERED,
    },
    State.WITHDRAWN: {
        Evidence.SOLVED: State.RESOLVED,
    },
    State.DISMISSED: {},
}
ACCEPTING: Final = frozenset(
    {Evidence.THANKED, Evidence.CONFIRMED, Evidence.TICKED, Evidence.SOLVED}
)
"""What only the asker can give: acceptance."""


def after(state: State, evidence: Evidence) -> State:
    """The state of a question in `state` once `evidence` has come."""
    return NEXT[state].get(evidence, state)
