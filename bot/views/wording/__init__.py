"""The words of the views: every sentence stands in `en.toml`, none in code."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from string import Formatter
from typing import Any, Final

from bot.model import Reason
from bot.views.text import quote

TOP_CUES: Final = 3
"""Cues that an explanation names: more would be a dump."""
WORDS_LIMIT: Final = 48
"""Columns of a stretch quoted inside an explanation."""

_WORD = re.compile(r"\w+")
_TABLE: Final[Mapping[str, Any]] = tomllib.loads(
    files("bot.views.wording").joinpath("en.toml").read_text("utf-8")
)
WORDED_CUES: Final = frozenset[str](_TABLE["cue"])
"""The cues that have a wording of their own."""


def say(key: str, **values: object) -> str:
    """The words of `key` ("turn.asker") with its placeholders filled."""
    section, _, entry = key.partition(".")
    return _TABLE[section][entry].format(**values)


def count(key: str, n: int) -> str:
    """The words of `key` for `n` things: "1 day", "9 days"."""
    section, _, entry = key.partition(".")
    return _TABLE[section][entry]["one" if n == 1 else "many"].format(n=n)


def explain(reasons: Sequence[Reason], text: str) -> tuple[str, ...]:
    """The weightiest reasons in words, those for the decision first, then what spoke against it.

    `text` is the message that the reasons' spans point into. No cue is named and no stretch quoted
    twice.
    """
    said = dict[str, bool]()
    quoted = set[str]()
    for reason in sorted(reasons, key=lambda reason: -abs(reason.weight)):
        if len(said) < TOP_CUES:
            said.setdefault(_fragment(reason, text, quoted), reason.weight < 0)
    against = [say("why.though", cue=cue) for cue, is_against in said.items() if is_against]
    return (*(cue for cue, is_against in said.items() if not is_against), *against)


def _fragment(reason: Reason, text: str, quoted: set[str]) -> str:
    """The cue's first wording whose placeholders can be filled, from the text only with words not
    yet `quoted`; else the cue's name with spaces.
    """
    stretch = reason.span.of(text) if reason.span else ""
    known = {
        "detail": quote(_whole_words(reason.detail, stretch), WORDS_LIMIT),
        "words": quote(stretch, WORDS_LIMIT),
    }
    for wording in _wordings(reason.cue):
        filled = {known[field] for field in _fields(wording)}
        if all(filled) and not (reason.span and filled & quoted):
            quoted |= filled
            return wording.format(**known)
    return reason.cue.replace("-", " ")


def _whole_words(detail: str, stretch: str) -> str:
    """`detail`, its stems completed to the words of the stretch that they were taken from."""
    words = sorted(_WORD.findall(stretch.lower()), key=len)
    return _WORD.sub(lambda stem: _completed(stem.group(), words), detail) if words else detail


def _completed(stem: str, words: Sequence[str]) -> str:
    """The first of the words that begins with the stem, the stem itself where none does."""
    return next((word for word in words if word.startswith(stem.lower())), stem)


def _wordings(cue: str) -> list[str]:
    found: str | list[str] = _TABLE["cue"].get(cue, [])
    return [found] if isinstance(found, str) else found


def _fields(wording: str) -> list[str]:
    return [field for _, field, _, _ in Formatter().parse(wording) if field]
