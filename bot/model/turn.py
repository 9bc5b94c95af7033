"""A message together with what was read out of it."""

from dataclasses import dataclass
from typing import Final

from bot.model.ids import MessageId
from bot.model.message import Message
from bot.model.refinement import Judgement
from bot.model.segment import Act, Question, Reason

LONGEST_CHAIN: Final = 50
"""A chain of explicit replies is followed over so many replies, and no further: what one more
message of an endless chain can change stays bounded.
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation and its acts, in the order of the text, without overlaps.

    `judgements` are what a language model says that it does for earlier questions.
    """

    message: Message
    acts: tuple[Act, ...] = ()
    judgements: tuple[Judgement, ...] = ()

    @property
    def questions(self) -> list[tuple[int, Question]]:
        """The questions with their index among the acts."""
        return [(i, act) for i, act in enumerate(self.acts) if isinstance(act, Question)]


@dataclass(frozen=True, slots=True)
class Link:
    """Who replies to whom: an edge of the reply graph.

    `parent` None starts a conversation. `score` is the probability of the edge. A message may
    have several links. Reply graph as in Kummerfeld et al. 2019, arXiv 1810.11118.
    """

    child: MessageId
    parent: MessageId | None
    score: float = 1.0
    reasons: tuple[Reason, ...] = ()
