"""The reply that a helper's message makes to a question, by the pieces that pick it up."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.model import AuthorId, Reason, Reply, Role, Turn
from bot.resolution.asked import Asked
from bot.resolution.judged import judged
from bot.resolution.pickup import Picked
from bot.resolution.pieces import Piece
from bot.resolution.roles import WORDY, YES_OR_NO, verdict

CUES: Final = frozenset({"asks-back", "ticked-by-others"})
TICKS: Final = frozenset("✅☑✔")
TELLING: Final = YES_OR_NO | {"me-too"}
"""What says enough in a word or two."""
MAYBE: Final = 0.4
"""How sure an answer is that only may be meant for its question."""


def reply_to(asked: Asked, post: Turn, turn: Turn, mine: Sequence[Picked]) -> Reply:
    """What these pieces of a turn, at least one, are to a question of the post."""
    reply = judged(_by_rules(asked, turn, mine), post, asked, turn)
    return replace(reply, reasons=reply.reasons + _ticks_of_others(turn, post.message.author.id))


def _by_rules(asked: Asked, turn: Turn, mine: Sequence[Picked]) -> Reply:
    pieces = [picked.piece for picked in mine]
    why = max((picked.aim for picked in mine), key=lambda aim: aim.weight).reasons
    asking = next((i for i, piece in enumerate(pieces) if piece.wants), None)
    stated = pieces[:asking]
    if asking is not None and _says_little(stated):
        span = pieces[asking].span
        reasons = (Reason("asks-back", 1.0, span), *why)
        return Reply(turn.message.id, Role.CLARIFICATION, 0.8, span, reasons)
    said = verdict(stated, asked)
    if said.role is Role.ANSWER and all(picked.may for picked in mine):
        said = replace(said, role=Role.PARTIAL, score=MAYBE)
    return Reply(turn.message.id, said.role, said.score, pieces[0].span, (said.reason, *why))


def _says_little(stated: Sequence[Piece]) -> bool:
    words = sum(piece.size for piece in stated)
    return words < WORDY and all(piece.cues.isdisjoint(TELLING) for piece in stated)


def _ticks_of_others(turn: Turn, asker: AuthorId) -> tuple[Reason, ...]:
    """A tick by somebody else is a hint for people, and changes nothing."""
    tickers = {r.by for r in turn.message.reactions if r.emoji[:1] in TICKS and r.by != asker}
    return (Reason("ticked-by-others", 0.1, None, str(len(tickers))),) if tickers else ()
