"""The reply graph: whom each message replies to, by people and by the rules.

Counted as by Kummerfeld et al. 2019, arXiv 1810.11118: who starts a conversation is linked to
itself, and a conversation of two or more is right only as a whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.evaluation.agreement import Agreement
from bot.evaluation.measures import Measure
from bot.model import AuthorId, MessageId

Parents: TypeAlias = Mapping[MessageId, frozenset[MessageId]]
"""Whom each message replies to; nobody where empty."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The messages of which people say whom they reply to, by people and by the rules.

    `asking` are those of them that ask something, as people say.
    """

    named: Parents
    listed: Parents
    authors: Mapping[MessageId, AuthorId]
    asking: frozenset[MessageId]


def compared(graph: Graph) -> Mapping[Measure, Agreement]:
    """How the rules do on this graph."""
    heard = [frozenset(_replies(graph, parents)) for parents in (graph.named, graph.listed)]
    named, listed = heard
    return {
        Measure.LINKS: _agreed(_links(graph.named), _links(graph.listed)),
        Measure.CONVERSATIONS: _agreed(_conversations(graph.named), _conversations(graph.listed)),
        Measure.REPLIES: _agreed(named, listed),
        Measure.UNHEARD: _agreed(
            graph.asking - {question for question, _ in named},
            graph.asking - {question for question, _ in listed},
        ),
    }


def _agreed(named: frozenset[object], listed: frozenset[object]) -> Agreement:
    return Agreement(len(named & listed), len(listed), len(named))


def _links(parents: Parents) -> frozenset[object]:
    return frozenset(
        (child, parent) for child, above in parents.items() for parent in above or {child}
    )


def _replies(graph: Graph, parents: Parents) -> Iterator[tuple[MessageId, MessageId]]:
    """What others reply to the questions: (question, reply)."""
    for child, above in parents.items():
        for parent in above & graph.asking:
            if graph.authors[child] != graph.authors[parent]:
                yield parent, child


def _conversations(parents: Parents) -> frozenset[object]:
    """The messages that hang together, two or more, also by what stands outside of the graph."""
    root: dict[MessageId, MessageId] = {}

    def top(message: MessageId) -> MessageId:
        while (above := root.get(message, message)) != message:
            root[message] = root.get(above, above)
            message = above
        return message

    for child, above in parents.items():
        for parent in above:
            root[top(child)] = top(parent)
    together: dict[MessageId, set[MessageId]] = {}
    for message in parents:
        together.setdefault(top(message), set()).add(message)
    return frozenset(frozenset(group) for group in together.values() if len(group) > 1)
