"""Stage 6, context and dependence: what must be read before a question.

Needs the acts of a message with the readings that they come from. Gives, for each question, the
question that it presupposes ("if so, ...") and the earlier acts without which it cannot be
understood: of its own paragraph first, nearest last.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.extraction.clauses import Clause
from bot.extraction.reading import Reading

NEAR: int = 2
"""Earlier acts that are given for a question that points back."""
SHORT: int = 4
"""Words up to which a question without a verb leaves out what was just said."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An act's clause, and what kind it is."""

    reading: Reading
    clause: Clause
    is_question: bool
    is_claim: bool

    @property
    def paragraph(self) -> int:
        return self.reading.sentence.paragraph
