"""What people say themselves about what they respond to: the reply button and quotes.

Stronger than any guess: where one of these speaks, the scorer is not asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Message, MessageId, Span

QUOTES: Final = 5
"""Quoted lines of a message that are looked up."""
SHORTEST: Final = 8
"""Letters of a quote that is not found by chance."""

_QUOTED_LINE: Final = re.compile(r"^[ \t]{0,3}>[ \t]?(?P<said>[^\n]+)", re.MULTILINE)
_BLANKS: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Explicit:
    """An explicit parent. `quote` is where the message quotes it, None for the reply button."""

    parent: MessageId
    quote: Span | None = None


def explicit_parents(
    messages: Sequence[Message], place: int, window: range, *, whole: bool
) -> list[Explicit]:
    """The explicit parents of the message at `place`, in the order of its text.

    `window` are the places that the decision may look at. A reply to a message that is not among
    them counts, unless the window reaches back to the first message (`whole`): then the parent is
    unknown, and the text has to tell.
    """
    message = messages[place]
    earlier = window.start, place
    quoted = _quoted_parents(messages, place, range(*earlier))
    if message.reply_to is None:
        return quoted
    later = {messages[i].id for i in range(place, window.stop)}
    known = message.reply_to in {messages[i].id for i in range(*earlier)}
    if known or not (whole or message.reply_to in later):
        return [Explicit(message.reply_to), *(q for q in quoted if q.parent != message.reply_to)]
    return quoted


def _quoted_parents(messages: Sequence[Message], place: int, earlier: range) -> list[Explicit]:
    text = messages[place].text
    if ">" not in text:
        return []
    found: dict[MessageId, Explicit] = {}
    for count, quote in enumerate(_QUOTED_LINE.finditer(text)):
        said = _plain(quote["said"])
        if count == QUOTES:
            break
        source = next((i for i in reversed(earlier) if _says(messages[i], said)), None)
        if source is not None and len(said) >= SHORTEST:
            span = Span(quote.start("said"), quote.end("said"))
            found.setdefault(messages[source].id, Explicit(messages[source].id, span))
    return list(found.values())


def _says(message: Message, said: str) -> bool:
    """Whether the message itself says it, and does not merely quote it too."""
    return said in _plain(_QUOTED_LINE.sub("", message.text))


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip().casefold()
