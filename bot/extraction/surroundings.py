"""What stands around a question in its message.

Needs the readings of all sentences of the message. Most messages ask nothing, so nothing is looked
at before a question is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.extraction.reading import Reading
from bot.extraction.register import Register, register_of


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a question in its message."""

    following: Reading | None
    """The next sentence of the line."""
    own_line: bool
    """No other sentence stands in its line."""
    alone: bool
    """No other sentence stands in its message."""
    register: Register
    """How the message talks."""


class Surveyor:
    """Looks around in one message."""

    def __init__(self, readings: Sequence[Reading], text: str) -> None:
        self.readings, self._text = readings, text

    def of(self, at: int) -> Surroundings:
        """The surroundings of the questions in the sentence at the position `at`."""
        ends_line = self._ends_line(at)
        return Surroundings(
            following=None if ends_line else self.readings[at + 1],
            own_line=ends_line and (at == 0 or self._ends_line(at - 1)),
            alone=len(self.readings) == 1,
            register=self._register,
        )

    @cached_property
    def _register(self) -> Register:
        return register_of(self.readings)

    def _ends_line(self, at: int) -> bool:
        """No other sentence follows in the line."""
        if at + 1 == len(self.readings):
            return True
        end, until = self.readings[at].sentence.end, self.readings[at + 1].tokens[0].start
        return self._text.find("\n", end, until) >= 0
