"""What a language model says of a reply, beside what the rules make of it."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from bot.model import Judgement, Reason, Reply, Role, Turn, fingerprint
from bot.resolution.asked import Asked

CUES: Final = frozenset({"model-says", "model-misses"})
SAYABLE: Final[Collection[Role]] = (
    Role.ANSWER,
    Role.PARTIAL,
    Role.CLARIFICATION,
    Role.POINTER,
    Role.OTHER,
)
"""What a model may say of somebody's reply. To accept an answer, or to refuse it, is the asker's:
so a question that only a model speaks of is answered at most, never resolved.
"""


def judged(reply: Reply, post: Turn, asked: Asked, turn: Turn) -> Reply:
    """The reply that a turn makes to a question, in the role that a model gives it, if one does.

    It counts only of the very words that were judged, on both sides.
    """
    for said in turn.judgements:
        is_meant = said.question == post.message.id and said.asked == asked.question.span
        if not is_meant or said.role not in SAYABLE:
            continue
        if said.of == fingerprint(turn.message.text) and said.to == fingerprint(post.message.text):
            return replace(
                reply,
                role=said.role,
                score=said.score,
                span=said.quote or reply.span,
                reasons=(*_reasons(said, post), *reply.reasons),
            )
    return reply


def _reasons(said: Judgement, post: Turn) -> Iterator[Reason]:
    yield Reason("model-says", said.score, said.quote, said.model)
    if said.missing is not None:
        yield Reason("model-misses", -said.score, None, said.missing.of(post.message.text))
