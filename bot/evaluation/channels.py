"""The ledger of a channel beside what people say of its messages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.agreement import Agreement
from bot.evaluation.graph import Graph, compared
from bot.evaluation.labels import Labels
from bot.evaluation.matching import matches
from bot.evaluation.measures import Measure, Scores, scores
from bot.evaluation.posts import BY_POST, post
from bot.model import Claim, Entry, Link, MessageId, Span, Turn


@dataclass(frozen=True, slots=True)
class Reading:
    """A channel as the rules read it, and what people say of some of its messages.

    `unmarked` are the messages that ask something also without their question marks.
    """

    turns: Sequence[Turn]
    entries: Sequence[Entry]
    links: Sequence[Link]
    unmarked: frozenset[MessageId]
    labels: Mapping[MessageId, Labels]


def measured(reading: Reading) -> Scores:
    """How the rules do on this channel."""
    entries = _by_message(reading.entries)
    posts = [
        post(labels.questions, entries.get(message, ()))
        for message, labels in reading.labels.items()
        if labels.questions is not None
    ]
    found = {
        Measure.ASKS: _asks(reading.labels, frozenset(entries)),
        Measure.ASKS_UNMARKED: _asks(reading.labels, reading.unmarked),
        **{measure: _sum(map(count, posts)) for measure, count in BY_POST.items()},
        Measure.CLAIMS: _claims(reading),
        **compared(_graph(reading)),
    }
    return scores(found, (pair for each in posts for pair in each.states if pair[0] != pair[1]))


def _sum(agreements: Iterable[Agreement]) -> Agreement:
    return sum(agreements, Agreement())


def _by_message(entries: Iterable[Entry]) -> Mapping[MessageId, Sequence[Entry]]:
    found: dict[MessageId, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.message, []).append(entry)
    return found


def _asks(labels: Mapping[MessageId, Labels], asking: frozenset[MessageId]) -> Agreement:
    said = {message: label.asking for message, label in labels.items() if label.asking is not None}
    return Agreement(
        right=sum(asks and message in asking for message, asks in said.items()),
        listed=sum(message in asking for message in said),
        named=sum(said.values()),
    )


def _claims(reading: Reading) -> Agreement:
    listed = {turn.message.id: _claimed(turn) for turn in reading.turns}
    return _sum(
        Agreement(len(matches(named, listed[message])), len(listed[message]), len(named))
        for message, labels in reading.labels.items()
        if (named := labels.claims) is not None
    )


def _claimed(turn: Turn) -> list[Span]:
    return [act.span for act in turn.acts if isinstance(act, Claim)]


def _graph(reading: Reading) -> Graph:
    listed: dict[MessageId, set[MessageId]] = {}
    for link in reading.links:
        if link.parent is not None:
            listed.setdefault(link.child, set()).add(link.parent)
    said = {id_: labels for id_, labels in reading.labels.items() if labels.parents is not None}
    return Graph(
        named={message: labels.parents or frozenset() for message, labels in said.items()},
        listed={message: frozenset(listed.get(message, ())) for message in said},
        authors={turn.message.id: turn.message.author.id for turn in reading.turns},
        asking=frozenset(message for message, labels in said.items() if labels.asking),
    )
