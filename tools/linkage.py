"""How well replies are found in a room where everybody talks at once, and by what."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.evaluation import Agreement, Labels, Measure, Reading, measured, total
from bot.linking import link
from bot.model import Link, Message, Turn
from tools.ablation import percent, to_the_last
from tools.logs import Log

Told = Callable[[Log], Sequence[Message]]
Tie = Callable[[Sequence[Turn]], list[Link]]

MEASURES: Final = (Measure.LINKS, Measure.CONVERSATIONS, Measure.REPLIES, Measure.UNHEARD)


def as_written(log: Log) -> Sequence[Message]:
    return log.messages


def with_buttons(log: Log) -> Sequence[Message]:
    """As if every other message that replies to one alone had been sent by the reply button."""
    return [
        _by_button(log, place) if place % 2 else each for place, each in enumerate(log.messages)
    ]


def _by_button(log: Log, place: int) -> Message:
    parents = log.parents.get(place, {place})
    message = log.messages[place]
    if len(parents) > 1 or place in parents:
        return message
    (parent,) = parents
    return replace(message, reply_to=log.messages[parent].id)


VARIANTS: Final[Sequence[tuple[str, Told, Tie]]] = (
    ("each replies to the last", as_written, to_the_last),
    ("ours, without reply buttons", as_written, link),
    ("ours, every other reply by the button", with_buttons, link),
)


def linkage(logs: Sequence[Log], asking: Iterable[frozenset[int]]) -> list[dict[str, Any]]:
    """A row a variant: its name, and F1 of each measure in percent. `asking` says for each log
    which messages ask something.
    """
    pairs = list(zip(logs, asking, strict=True))
    return [{"variant": name, **_measured(told, tie, pairs)} for name, told, tie in VARIANTS]


def _measured(
    told: Told, tie: Tie, pairs: Sequence[tuple[Log, frozenset[int]]]
) -> dict[str, float]:
    by_measure = total(measured(_reading(told, tie, *pair)) for pair in pairs).by_measure
    return {measure.value: percent(by_measure.get(measure, Agreement())) for measure in MEASURES}


def _reading(told: Told, tie: Tie, log: Log, asking: frozenset[int]) -> Reading:
    turns = [Turn(message) for message in told(log)]
    labels = {log.messages[place].id: _labels(log, place, asking) for place in log.annotated}
    return Reading(turns, (), tie(turns), frozenset(), labels)


def _labels(log: Log, place: int, asking: frozenset[int]) -> Labels:
    parents = log.parents.get(place, {place}) - {place}
    return Labels(
        asks=place in asking, parents=frozenset(log.messages[parent].id for parent in parents)
    )
