"""Rules at once, a model later: of which messages the rules are unsure, and what both say together.

Pure: the live ledger and a replay both come from here.
"""

from collections.abc import Sequence
from typing import Final

from bot.model import Act, Claim, Message, Other, Question, Refinement, Request

SURE: Final = 0.9
"""From this probability on the rules need nobody's help with an act."""
RHETORICAL: Final = 0.25
WANTED: Final = 0.75
"""Between these it is unclear whether an answer is wanted."""
SHORTEST: Final = 3
"""Words below which a message is chatter, whatever it is."""


def is_unsure(message: Message, acts: Sequence[Act]) -> bool:
    """Whether the rules are unsure of what the message asks, claims or wants.

    Chatter, what the platform says and what bots post are never worth a question to a model.
    """
    if message.system or message.author.is_bot or len(message.text.split()) < SHORTEST:
        return False
    return any(_is_doubtful(act) for act in acts)


def _is_doubtful(act: Act) -> bool:
    match act:
        case Question():
            return act.score < SURE or RHETORICAL < act.genuine < WANTED
        case Claim() | Request():
            return False
        case Other():
            return False


def refined(by_rules: tuple[Act, ...], refinement: Refinement) -> tuple[Act, ...]:
    """What was read out of a message, a model's word weighed beside the rules'."""
    return refinement.acts or by_rules
