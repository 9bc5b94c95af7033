"""What somebody says of messages, as it is written in a labelled file -> `evaluation.Labels`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar

from bot.evaluation import Asked, Labels
from bot.importers.shapes import Shape
from bot.model import Message, MessageId, Role, Span, State, WaitingFor

Name = str | int
"""A message by its id, or by its number among those that people wrote, from 1."""


class Quote(Shape):
    """A stretch of a message, by its words or by its place."""

    message: Name | None = None
    text: str | None = None
    start: int | None = None
    end: int | None = None


class ReplyLabel(Shape):
    """A reply to a question."""

    message: Name
    role: Role


class QuestionLabel(Quote):
    """A question, with as much about it as somebody cared to say."""

    genuine: bool = True
    state: State | None = None
    waiting_for: WaitingFor | None = None
    replies: tuple[ReplyLabel, ...] | None = None


class Gold(Shape):
    """What somebody says of a message, or of several; what is left out was not looked at."""

    asks: bool | None = None
    questions: tuple[QuestionLabel, ...] | None = None
    claims: tuple[Quote, ...] | None = None
    parents: tuple[Name, ...] | None = None


Q = TypeVar("Q", bound=Quote)


class Sheet:
    """The messages that labels speak of.

    Labels that do not fit them raise ValueError, whose words are a complaint and quote nobody.
    """

    def __init__(self, messages: Sequence[Message]) -> None:
        self._texts = {message.id: message.text for message in messages}
        self._written = [message.id for message in messages if not message.system]

    def said(self, gold: Gold, about: MessageId | None = None) -> Mapping[MessageId, Labels]:
        """What is said of the message `about`; without it, of all that people wrote: then each
        question and claim names its message.
        """
        if about is None and not (gold.asks is None and gold.parents is None):
            raise ValueError('"asks" and "parents" are said of one message only')
        questions = self._placed(gold.questions, about, "question")
        claims = self._placed(gold.claims, about, "claim")
        parents = None if gold.parents is None else frozenset(map(self._id, gold.parents))
        found = {
            message: Labels(
                gold.asks,
                None if questions is None else tuple(map(self._asked, questions[message])),
                None if claims is None else tuple(span for _, span in claims[message]),
                parents,
            )
            for message in (self._written if about is None else [about])
        }
        return {message: labels for message, labels in found.items() if labels != Labels()}

    def _placed(
        self, quotes: Sequence[Q] | None, about: MessageId | None, kind: str
    ) -> Mapping[MessageId, list[tuple[Q, Span]]] | None:
        """The quotes by message, each with its place there."""
        if quotes is None:
            return None
        found: dict[MessageId, list[tuple[Q, Span]]] = defaultdict(list)
        for number, quote in enumerate(quotes, 1):
            try:
                message = self._id(quote.message) if about is None else about
                found[message].append((quote, _span(quote, self._texts[message])))
            except ValueError as error:
                raise ValueError(f"{kind} {number}: {error}") from None
        return found

    def _asked(self, placed: tuple[QuestionLabel, Span]) -> Asked:
        label, span = placed
        heard = None
        if label.replies is not None:
            heard = frozenset((self._id(reply.message), reply.role) for reply in label.replies)
        return Asked(span, label.genuine, label.state, label.waiting_for, heard)

    def _id(self, name: Name | None) -> MessageId:
        if isinstance(name, int) and 0 < name <= len(self._written):
            return self._written[name - 1]
        if isinstance(name, str) and name in self._texts:
            return MessageId(name)
        raise ValueError(f'"message": {"missing" if name is None else "there is no such message"}')


def _span(quote: Quote, text: str) -> Span:
    if quote.start is not None and quote.end is not None:
        if not 0 <= quote.start < quote.end <= len(text):
            raise ValueError('"start" and "end" do not lie within the message')
        return Span(quote.start, quote.end)
    if not quote.text:
        raise ValueError('"text": missing')
    times = text.count(quote.text)
    if times != 1:
        place = "nowhere in" if times == 0 else "more than once in"
        raise ValueError(f'"text" stands {place} the message')
    start = text.index(quote.text)
    return Span(start, start + len(quote.text))
