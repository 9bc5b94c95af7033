"""How far the chances can be believed that the stages give: forecasts and what was so."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from bot.cli.measuring.labelled import Labelled
from bot.evaluation import calibration_error, reliability
from bot.evaluation.matching import matches
from bot.extraction import acts_of, extract
from bot.linking import link
from bot.model import Question, Turn
from tools.logs import Log

Forecasts = Iterable[tuple[float, bool]]


def asks(sentences: Iterable[tuple[str, bool]]) -> Iterator[tuple[float, bool]]:
    """Of sentences in which a question was found: whether they ask."""
    for text, is_question in sentences:
        chances = [act.score for act in extract(text) if isinstance(act, Question)]
        if chances:
            yield max(chances), is_question


def genuine(channels: Iterable[Labelled]) -> Iterator[tuple[float, bool]]:
    """Of questions that were found rightly: whether an answer is wanted."""
    for channel in channels:
        for message in channel.messages:
            labels = channel.labels.get(message.id)
            if labels is not None and labels.questions is not None:
                found = [act for act in acts_of(message) if isinstance(act, Question)]
                named = [asked.span for asked in labels.questions]
                for label, act in matches(named, [act.span for act in found]).items():
                    yield found[act].genuine, labels.questions[label].genuine


def links(logs: Iterable[Log]) -> Iterator[tuple[float, bool]]:
    """Of links that were drawn, those to itself included: whether people drew them too."""
    for log in logs:
        place = {message.id: at for at, message in enumerate(log.messages)}
        for each in link([Turn(message) for message in log.messages]):
            child = place[each.child]
            if child in log.annotated and not log.messages[child].system:
                parent = child if each.parent is None else place[each.parent]
                yield each.score, parent in log.parents.get(child, {child})


def calibrated(forecasts: Forecasts) -> dict[str, object]:
    """The bins of a reliability diagram, and the error that they come to."""
    bins = reliability(forecasts)
    return {
        "error": round(calibration_error(bins), 4),
        "bins": [{name: round(value, 4) for name, value in asdict(each).items()} for each in bins],
    }
