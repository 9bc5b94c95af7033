"""Which pieces of a message are worth hearing: small talk goes, lead-ins join their questions."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.resolution.pieces import Piece
from bot.resolution.roles import YES_OR_NO

SMALL_TALK: Final = frozenset({"chatter", "laughter", "thanks", "apology", "acceptance"})
QUESTION_MARKS: Final = ("?", "？", "؟")
ENDS: Final = (".", "!", "?", "…", "。", "！", "？")
A_FEW_WORDS: Final = 5
"""No more words stand beside praise that says nothing else."""
MOST: Final = 300
"""So many pieces of a message are heard."""


def worth_hearing(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces that may say something to a question, among the first ones."""
    return tuple(p for p in with_lead_ins(pieces[:MOST]) if not is_beside_the_point(p))


def is_beside_the_point(piece: Piece) -> bool:
    """Small talk, requests to others, and questions that want no answer."""
    if piece.asks:
        return not piece.wants and "ignorance" not in piece.cues
    if piece.text.endswith(QUESTION_MARKS):
        return "asks-for-more" not in piece.cues
    said = piece.size - sum(piece.size_of(hit.span) for hit in piece.hits)
    if "praise" in piece.cues and said <= A_FEW_WORDS and piece.cues.isdisjoint(YES_OR_NO):
        return True
    return said < max(1, len(piece.hits)) and piece.cues <= SMALL_TALK and not piece.links


def with_lead_ins(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, what leads into a question within its sentence being part of the question."""
    for before, piece, after in zip([None, *pieces], pieces, [*pieces[1:], None], strict=False):
        if after is not None and _leads_into(piece, after):
            continue
        if before is not None and _leads_into(before, piece):
            yield replace(piece, lead=before)
        else:
            yield piece


def _leads_into(lead: Piece, piece: Piece) -> bool:
    return (
        piece.asks
        and not lead.asks
        and lead.paragraph == piece.paragraph
        and not lead.text.endswith(ENDS)
        and lead.cues.isdisjoint(YES_OR_NO)
    )
