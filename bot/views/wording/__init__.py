"""The words of the views: every sentence stands in `en.toml`, none in code."""

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

    `text` is the message that the reasons' spans point into. Each cue is named once.
    """
    weightiest = sorted(reasons, key=lambda reason: -abs(reason.weight))
    said = dict[str, bool]()
    for reason in weightiest:
        said.setdefault(_cue(reason, text), reason.weight < 0)
    top = list(said.items())[:TOP_CUES]
    against = [say("why.though", cue=words) for words, is_against in top if is_against]
    return (*(words for words, is_against in top if not is_against), *against)


def _cue(reason: Reason, text: str) -> str:
    """The cue's first wording whose placeholders can be filled; else its name with spaces."""
    known = {
        "detail": quote(reason.detail, WORDS_LIMIT),
        "words": quote(reason.span.of(text), WORDS_LIMIT) if reason.span else "",
    }
    for wording in _wordings(reason.cue):
        if all(known[field] for field in _fields(wording)):
            return wording.format(**known)
    return reason.cue.replace("-", " ")


def _wordings(cue: str) -> list[str]:
    found: str | list[str] = _TABLE["cue"].get(cue, [])
    return [found] if isinstance(found, str) else found


def _fields(wording: str) -> list[str]:
    return [field for _, field, _, _ in Formatter().parse(wording) if field]
