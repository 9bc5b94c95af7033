"""What people say themselves about what they respond to: the reply button and quotes.

Stronger than any guess: where one of these speaks, the scorer is not asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
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


class Declarations:
    """What a stretch of messages declares. Remembers what it looked up: many may quote one."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._messages = messages
        self._own_words = dict[int, str]()

    @cached_property
    def _place_of(self) -> Mapping[MessageId, int]:
        return {message.ref.message: place for place, message in enumerate(self._messages)}

    def parents(self, place: int, window: range, *, whole: bool) -> list[Explicit]:
        """The explicit parents of the message at `place`: the reply button's, then as it quotes.

        `window` are the places that the decision may look at. A reply to a message that is not
        among them counts, unless the window reaches back to the first message (`whole`): then the
        parent is unknown, and the text has to tell.
        """
        quoted = self._quoted(place, range(window.start, place))
        replied = self._messages[place].reply_to
        if replied is None:
            return quoted
        parent = self._place_of.get(replied)
        if parent is None or parent not in window:
            return quoted if whole else _first(replied, quoted)
        return _first(replied, quoted) if parent < place else quoted

    def _quoted(self, place: int, earlier: range) -> list[Explicit]:
        text = self._messages[place].text
        if ">" not in text:
            return []
        found: dict[MessageId, Explicit] = {}
        for quote in islice(_QUOTED_LINE.finditer(text), QUOTES):
            source = self._source(_plain(quote["said"]), earlier)
            if source is not None:
                span = Span(quote.start("said"), quote.end("said"))
                found.setdefault(source, Explicit(source, span))
        return list(found.values())

    def _source(self, said: str, earlier: range) -> MessageId | None:
        """The nearest message that says it itself, and does not merely quote it too."""
        if len(said) < SHORTEST:
            return None
        places = (place for place in reversed(earlier) if said in self._said(place))
        nearest = next(places, None)
        return None if nearest is None else self._messages[nearest].id

    def _said(self, place: int) -> str:
        if place not in self._own_words:
            self._own_words[place] = _plain(_QUOTED_LINE.sub("", self._messages[place].text))
        return self._own_words[place]


def _first(replied: MessageId, quoted: list[Explicit]) -> list[Explicit]:
    return [Explicit(replied), *(quote for quote in quoted if quote.parent != replied)]


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip().casefold()
