"""What the rules say and what a model says of the same message, made one.

The rules keep what they are sure of, and no question of theirs is ever lost: a model may say at
most that nobody wants it answered. Where the rules are unsure, the model decides.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.model import Act, Claim, Other, Question, Reason, Span

SURE: Final = 0.9
"""From this probability on an act of the rules stands, whatever a model says."""
_WANTED: Final = 0.8
"""How far `genuine` must be from the middle for the rules to be sure of it, on either side."""
CUES: Final = frozenset({"model", "rules-alone"})
MODEL, RULES_ALONE = "model", "rules-alone"


def weighed(rules: Sequence[Act], model: Sequence[Act]) -> tuple[tuple[Act, ...], Counter[str]]:
    """The acts of the rules, with what the model knows better; and what of it did not count.

    Spans and order stay those of the rules. What a model sees where the rules see nothing stands in
    a quotation, in code or in a link: it was not said here.
    """
    acts, ignored = list(rules), Counter[str]()
    for said in model:
        at = _meant(acts, said)
        if at is None:
            ignored["not-said-here"] += 1
        elif 2 * _shared(acts[at].span, said.span) < len(acts[at].span):
            ignored["only-a-part"] += 1
        else:
            heard = _with(acts[at], said)
            ignored["against-the-rules"] += heard is acts[at]
            acts[at] = heard
    return tuple(acts), +ignored


def unsure(act: Act) -> bool:
    """Whether a model may add anything to what the rules say of it."""
    return act.score < SURE or (isinstance(act, Question) and not _knows(act.genuine))


def alone(acts: Sequence[Act], why: str) -> tuple[Act, ...]:
    """The acts of the rules of a message that a model was to read, and did not."""
    reason = Reason(RULES_ALONE, 0.0, None, why)
    return tuple(replace(act, reasons=(*act.reasons, reason)) for act in acts)


def _meant(acts: Sequence[Act], said: Act) -> int | None:
    """The act that is spoken of: of those it shares words with, a question before all others where
    a question is meant.
    """
    touched = [i for i, act in enumerate(acts) if _shared(act.span, said.span) > 0]
    asked = [i for i in touched if isinstance(acts[i], Question)]
    among = asked if asked and isinstance(said, Question) else touched
    return max(among, key=lambda i: _shared(acts[i].span, said.span), default=None)


def _shared(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _knows(genuine: float) -> bool:
    return genuine >= _WANTED or genuine <= 1 - _WANTED


def _with(act: Act, said: Act) -> Act:
    """The act, with what is said of it; itself where that does not count."""
    if isinstance(act, Question):
        return _asked(act, said)
    if act.score >= SURE and type(said) is not type(act):
        return act
    if isinstance(said, Question):
        return replace(said, span=act.span, reasons=(*said.reasons, *act.reasons))
    if isinstance(act, Claim) and isinstance(said, Claim):
        return replace(act, certainty=said.certainty, reasons=(*act.reasons, *said.reasons))
    if isinstance(said, Other):
        return act
    return replace(said, span=act.span, reasons=(*said.reasons, *act.reasons))


def _asked(act: Question, said: Act) -> Question:
    reasons = (*act.reasons, *said.reasons)
    if isinstance(said, Question):
        if _knows(act.genuine):
            return replace(act, score=max(act.score, said.score), reasons=reasons)
        score = max(act.score, said.score)
        return replace(act, genuine=said.genuine, score=score, reasons=reasons)
    if act.score >= SURE:
        return act
    against = tuple(replace(reason, weight=-reason.weight) for reason in said.reasons)
    return replace(act, genuine=min(act.genuine, 1 - _WANTED), reasons=(*act.reasons, *against))
