"""How often the rules are right: as sentences, and as JSON lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from bot.cli.screen.layout import counted
from bot.evaluation import FEW, Agreement, Measure, Scores, plausible, total
from bot.views.lines import Json


class _Wording(NamedTuple):
    """The words of: Of 40 <things> <which>, 37 were <found>; 2 were <besides>."""

    things: str
    which: str
    found: str
    besides: str = ""


TITLES: Final[Mapping[Measure, str]] = {
    Measure.ASKS: "Messages that ask",
    Measure.ASKS_UNMARKED: "The same, with every ? taken out",
    Measure.QUESTIONS: "Questions",
    Measure.GENUINE: "Genuine or rhetorical",
    Measure.STATE: "State",
    Measure.SETTLED: "Settled",
    Measure.TURN: "Whose turn",
    Measure.UNRESOLVED: "Loose ends",
    Measure.ROLES: "Roles of replies",
    Measure.ANSWERS: "Answers",
    Measure.CLAIMS: "Claims",
    Measure.LINKS: "Who replies to whom",
    Measure.CONVERSATIONS: "Whole conversations",
    Measure.REPLIES: "Replies to what was asked",
    Measure.UNHEARD: "Nobody replied",
}
_ASKING: Final = _Wording("message", "that ask something", "found", "taken to ask and ask nothing")
_NAMED: Final = "that your labels name"
_WANTED: Final = "found that want an answer"
_BY_LABELS: Final[Mapping[Measure, _Wording]] = {
    Measure.ASKS: _ASKING,
    Measure.ASKS_UNMARKED: _ASKING,
    Measure.QUESTIONS: _Wording("question", _NAMED, "found", "listed besides"),
    Measure.GENUINE: _Wording("question", "found", "called genuine or rhetorical as you call them"),
    Measure.STATE: _Wording("question", _WANTED, "put into the state that you give"),
    Measure.TURN: _Wording("question", _WANTED, "left to those whose turn you say it is"),
    Measure.UNRESOLVED: _Wording(
        "question", "that you leave unsettled", "listed as loose ends", "listed and are none"
    ),
    Measure.ROLES: _Wording("role", "that you give to replies", "found", "given besides"),
    Measure.CLAIMS: _Wording("claim", _NAMED, "found", "listed besides"),
    Measure.LINKS: _Wording("link", "that your labels draw", "found", "drawn besides"),
    Measure.CONVERSATIONS: _Wording(
        "conversation", "of two messages or more", "found to the last message", "made up besides"
    ),
    Measure.REPLIES: _Wording(
        "link", "from a reply to a message that asks", "found", "drawn besides"
    ),
    Measure.UNHEARD: _Wording(
        "message", "that ask and got no reply", "found to have none", "thought to have none"
    ),
}
_BY_MARKS: Final[Mapping[Measure, _Wording]] = {
    Measure.QUESTIONS: _Wording(
        "question",
        "that people tracked, took, settled or reopened",
        "listed by the rules themselves",
        "listed and dismissed by people",
    ),
    Measure.SETTLED: _Wording(
        "question",
        "that people settled",
        "settled by what was said alone",
        "settled by it and reopened by people",
    ),
    Measure.ANSWERS: _Wording("message", "that settled a question", "seen to answer it"),
}


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What was compared with the rules, channel by channel: labels, or marks."""

    title: str
    facts: tuple[str, ...]
    channels: Mapping[str, Scores]
    by_marks: bool = False

    @property
    def total(self) -> Scores:
        return total(self.channels.values())

    def sentence(self, measure: Measure, of: Agreement) -> str:
        """The agreement in words."""
        says = (_BY_MARKS if self.by_marks else _BY_LABELS)[measure]
        told = f"Of {counted(of.named, says.things)} {says.which}, {_was(of.right)} {says.found}"
        if says.besides and of.listed > of.right:
            told += f"; {_was(of.listed - of.right)} {says.besides}"
        return f"{told}. Only {of.named}: read with care." if 0 < of.named < FEW else f"{told}."


def _was(n: int) -> str:
    return f"{n:,} were" if n > 1 else f"{n or 'none'} was"


def between(right: int, of: int) -> tuple[float, float] | None:
    """Where the true share lies; None where there is none."""
    return plausible(right, of) if of else None


def scorecard_lines(card: Scorecard) -> Iterator[Json]:
    """An object a measure: of all channels (null), then of each."""
    for channel, scores in [(None, card.total), *card.channels.items()]:
        for measure, of in scores.by_measure.items():
            yield {
                "channel": channel,
                "measure": measure,
                "right": of.right,
                "listed": of.listed,
                "named": of.named,
                "precision": of.precision,
                "recall": of.recall,
                "f1": of.f1,
                "precision_between": between(of.right, of.listed),
                "recall_between": between(of.right, of.named),
                "sentence": card.sentence(measure, of),
            }
