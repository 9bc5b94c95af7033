"""The marks that people made, beside what the rules say of the same questions by themselves.

People mark what they are shown: what nobody marked says nothing about the rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.evaluation.agreement import Agreement, cases
from bot.evaluation.matching import HALF, common
from bot.evaluation.measures import Measure, Scores, scores, total
from bot.evaluation.posts import is_genuine
from bot.model import UNRESOLVED, Entry, Mark, MarkKind, Message, Role, Span
from bot.words import likeness

_SPEAKING: Final = frozenset(MarkKind) - {MarkKind.SNOOZED}
"""To rest a question says nothing of it; to take one says that it wants an answer."""
_SETTLING: Final = frozenset({MarkKind.RESOLVED, MarkKind.REOPENED})
_ANSWERING: Final = frozenset({Role.ANSWER, Role.PARTIAL})


def judged(message: Message, entries: Sequence[Entry], marks: Iterable[Mark]) -> Scores:
    """How the rules do on one message. `entries` are its own, derived without the `marks` on it.

    Of several verdicts on one question the latest counts, undone ones never.
    """
    said: dict[Span, Mark] = {}
    untold = 0
    for mark in sorted(filter(_speaks, marks), key=_weight):
        span = _meant(mark, message.text, entries)
        if span is None:
            untold += 1
        else:
            said[span] = mark
    listed = {entry.question.span: entry for entry in entries}
    parts = [scores(_compared(mark, listed.get(span))) for span, mark in said.items()]
    return total([*parts, Scores(untold=untold)])


def _speaks(mark: Mark) -> bool:
    return mark.undone_at is None and mark.kind in _SPEAKING


def _weight(mark: Mark) -> tuple[object, ...]:
    """Who takes a question says less of it than any verdict, whenever that was given."""
    return (mark.kind is not MarkKind.TAKEN, mark.at, mark.id)


def _meant(mark: Mark, text: str, entries: Sequence[Entry]) -> Span | None:
    """The question that the mark speaks of: one of the entries, or else its own words.

    None where neither stands in the text any more.
    """
    own = _words(mark, text)
    spans = [entry.question.span for entry in entries]
    near = {
        span: likeness(mark.quote, span.of(text)) if own is None else common(own, span)
        for span in spans
    }
    best = max(spans, key=lambda span: near[span], default=None)
    return best if best is not None and near[best] >= HALF else own


def _words(mark: Mark, text: str) -> Span | None:
    """Where the marked words stand; the first place, unless the mark says which."""
    if mark.span is not None and mark.span.of(text) == mark.quote:
        return mark.span
    start = text.find(mark.quote)
    return None if start < 0 else Span(start, start + len(mark.quote))


def _compared(mark: Mark, entry: Entry | None) -> Mapping[Measure, Agreement]:
    """What a verdict says of the rules, which have this entry for the question, or none."""
    wanted = mark.kind is not MarkKind.DISMISSED
    if entry is None or not is_genuine(entry):
        return {Measure.QUESTIONS: Agreement(named=int(wanted))}
    found = {Measure.QUESTIONS: Agreement(int(wanted), 1, int(wanted))}
    if mark.kind in _SETTLING:
        found[Measure.SETTLED] = _settled(mark, entry)
    if mark.kind is MarkKind.RESOLVED and mark.answer is not None:
        seen = any(
            reply.message == mark.answer and reply.role in _ANSWERING
            for reply in entry.standing.replies
        )
        found[Measure.ANSWERS] = cases(int(seen), 1)
    return found


def _settled(mark: Mark, entry: Entry) -> Agreement:
    by_rules = entry.standing.state not in UNRESOLVED
    by_people = mark.kind is MarkKind.RESOLVED
    return Agreement(int(by_rules and by_people), int(by_rules), int(by_people))
