"""What each stage adds: the stages put together anew, without some of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from bot.cli.measuring.evaluating import UNMARKED
from bot.cli.measuring.labelled import Labelled
from bot.evaluation import Agreement, Measure, Reading, measured, total
from bot.extraction import acts_of
from bot.linking import link
from bot.model import (
    Act,
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Entry,
    Form,
    Link,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Question,
    Reply,
    Role,
    Span,
    Standing,
    State,
    Turn,
    WaitingFor,
)
from bot.resolution import resolve

Split = Callable[[Message], tuple[Act, ...]]
Tie = Callable[[Sequence[Turn]], list[Link]]
Judge = Callable[[Sequence[Turn], Sequence[Link]], list[Entry]]

MEASURES: Final = (
    Measure.QUESTIONS,
    Measure.GENUINE,
    Measure.STATE,
    Measure.UNRESOLVED,
    Measure.ROLES,
)
_ASKED: Final = re.compile(r"[^.!?。！？؟\n]*[?？؟]")


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to put the stages together."""

    name: str
    split: Split
    tie: Tie
    judge: Judge


def marked_sentences(message: Message) -> tuple[Act, ...]:
    """Whatever ends in a question mark, back to the end of the sentence before."""
    return tuple(Question(span=span, form=Form.WH) for span in _marked(message))


def marked_clauses(message: Message) -> tuple[Act, ...]:
    """The questions of sentences that end in a question mark, cut out down to the clause."""
    whole = _marked(message)
    return tuple(
        act
        for act in all_genuine(message)
        if any(span.start < act.span.end and act.span.start < span.end for span in whole)
    )


def all_genuine(message: Message) -> tuple[Act, ...]:
    """All acts, as if an answer were wanted to every question."""
    return tuple(
        replace(act, genuine=1.0) if isinstance(act, Question) else act for act in acts_of(message)
    )


def _marked(message: Message) -> list[Span]:
    if message.system:
        return []
    return [_trimmed(message.text, found.span()) for found in _ASKED.finditer(message.text)]


def _trimmed(text: str, ends: tuple[int, int]) -> Span:
    start, end = ends
    return Span(end - len(text[start:end].lstrip()), end)


def nobody(_: Sequence[Turn]) -> list[Link]:
    """Nobody replies to anybody."""
    return []


def to_the_last(turns: Sequence[Turn]) -> list[Link]:
    """Everybody replies to the message before."""
    ids = [turn.message.id for turn in turns]
    return [Link(child, parent) for parent, child in pairwise(ids)]


def all_open(turns: Sequence[Turn], _: Sequence[Link]) -> list[Entry]:
    """No question is ever answered."""
    return _counted(turns, [])


def first_reply_answers(turns: Sequence[Turn], links: Sequence[Link]) -> list[Entry]:
    """Whatever somebody else replies is an answer to all that was asked."""
    return _counted(turns, links)


def _counted(turns: Sequence[Turn], links: Sequence[Link]) -> list[Entry]:
    author = {turn.message.id: turn.message.author.id for turn in turns}
    return [
        Entry(turn.message.id, index, question, _standing(replies))
        for turn in turns
        for index, question in turn.questions
        for replies in [
            tuple(
                Reply(link.child, Role.ANSWER)
                for link in links
                if link.parent == turn.message.id and author[link.child] != turn.message.author.id
            )
        ]
    ]


def _standing(replies: tuple[Reply, ...]) -> Standing:
    if replies:
        return Standing(State.ANSWERED, WaitingFor.ASKER, replies)
    return Standing(State.OPEN, WaitingFor.HELPERS)


WHOLE: Final = Variant("+ resolution: everything", acts_of, link, resolve)
VARIANTS: Final = (
    Variant("only sentences that end in “?”", marked_sentences, nobody, all_open),
    Variant("+ cut down to the clause", marked_clauses, nobody, all_open),
    Variant("+ forms without “?”", all_genuine, nobody, all_open),
    Variant("+ genuineness", acts_of, nobody, all_open),
    Variant("+ linking, any reply answers", acts_of, link, first_reply_answers),
    WHOLE,
    Variant("everything but genuineness", all_genuine, link, resolve),
    Variant("everything but linking: each replies to the last", acts_of, to_the_last, resolve),
)


def ablation(
    channels: Sequence[Labelled], lines: Sequence[tuple[str, bool]]
) -> list[dict[str, Any]]:
    """A row a variant: its name, and F1 of each measure in percent. `lines` are short texts, with
    word of whether they ask something.
    """
    return [
        {"variant": variant.name, **_told(variant, lines), **figures(variant, channels)}
        for variant in VARIANTS
    ]


def _told(variant: Variant, lines: Sequence[tuple[str, bool]]) -> Mapping[str, float]:
    """Whether the lines ask something, with and without their question marks."""
    bare = [(text.translate(UNMARKED), asks) for text, asks in lines]
    return {
        measure.value: percent(sum((_asks(variant, *line) for line in some), Agreement()))
        for measure, some in ((Measure.ASKS, lines), (Measure.ASKS_UNMARKED, bare))
    }


def _asks(variant: Variant, text: str, asks: bool) -> Agreement:
    found = any(isinstance(act, Question) for act in variant.split(_said(text)))
    return Agreement(int(found and asks), int(found), int(asks))


def _said(text: str) -> Message:
    channel = ChannelRef(Platform.IMPORT, CommunityId("lines"), ChannelId("line"))
    author = Author(AuthorId("somebody"), "somebody")
    return Message(
        MessageRef(channel, MessageId("1")), author, datetime(2024, 1, 1, tzinfo=UTC), text
    )


def figures(variant: Variant, channels: Sequence[Labelled]) -> Mapping[str, float]:
    """F1 of each measure in percent, by its name."""
    parts = [measured(reading(variant, channel)) for channel in channels]
    by_measure = total(parts).by_measure
    return {measure.value: percent(by_measure[measure]) for measure in MEASURES}


def percent(of: Agreement) -> float:
    """F1, to a tenth of a point; 0 where nothing was counted."""
    return round(100 * (of.f1 or 0), 1)


def reading(variant: Variant, channel: Labelled) -> Reading:
    """The channel as this variant reads it."""
    turns = [Turn(message, variant.split(message)) for message in channel.messages]
    links = variant.tie(turns)
    return Reading(turns, variant.judge(turns, links), links, frozenset(), channel.labels)
