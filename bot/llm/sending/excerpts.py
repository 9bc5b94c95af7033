"""Messages -> excerpts that fit into one call, each with what was said before it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from bot.llm.endpoint.gauge import Gauge
from bot.llm.sending.suspicion import speaks_to_a_model
from bot.model import Author, ChannelRef, Excerpt, Message

CONTEXT: Final = 4
"""So many earlier messages go along for the model to understand the first ones."""
_MOST_MESSAGES: Final = 400
"""In one excerpt, however large a call may be: nobody reads longer lists with care."""
_WRAPPING: Final = 30
"""Tokens that a message costs beside its text: number, pseudonym, brackets."""


def is_readable(message: Message) -> bool:
    """Whether a model can add anything: people spoke, in words, and to people."""
    return (
        not message.system
        and any(map(str.isalpha, message.text))
        and not speaks_to_a_model(message.text)
    )


def excerpts(
    messages: Sequence[Message], gauge: Gauge, most: int, people: tuple[Author, ...] = ()
) -> Iterator[Excerpt]:
    """The excerpts of some messages, by channel, in order; each of `most` tokens or fewer."""
    for _, talk in groupby(messages, key=_channel):
        yield from portions(Excerpt(tuple(talk), people=people), gauge, most)


def portions(excerpt: Excerpt, gauge: Gauge, most: int) -> Iterator[Excerpt]:
    """An excerpt in pieces of `most` tokens or fewer, the last words of each before the next.

    What a model need not read, or what alone is too long for a call, is in none of them: a text is
    sent whole or not at all.
    """

    def cost(message: Message) -> int:
        return gauge.tokens(message.text) + _WRAPPING

    earlier = [message for message in excerpt.context if is_readable(message)]
    portion: list[Message] = []
    context: list[Message] = []
    room = 0
    for message in excerpt.messages:
        needed = cost(message)
        if not is_readable(message) or needed > most:
            continue
        if needed > room or len(portion) == _MOST_MESSAGES:
            yield from _part(excerpt, portion, context)
            earlier, portion = [*earlier, *portion][-CONTEXT:], []
            context = _that_fit(earlier, cost, most - needed)
            room = most - sum(map(cost, context))
        portion.append(message)
        room -= needed
    yield from _part(excerpt, portion, context)


def _part(
    excerpt: Excerpt, portion: Sequence[Message], context: Sequence[Message]
) -> Iterator[Excerpt]:
    if portion:
        yield replace(excerpt, messages=tuple(portion), context=tuple(context))


def _that_fit(
    messages: Sequence[Message], cost: Callable[[Message], int], room: int
) -> list[Message]:
    """The last of some messages that take no more than so many tokens."""
    kept: list[Message] = []
    for message in reversed(messages):
        room -= cost(message)
        if room < 0:
            break
        kept.insert(0, message)
    return kept


def _channel(message: Message) -> ChannelRef:
    return message.ref.channel
