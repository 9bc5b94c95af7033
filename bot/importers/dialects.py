"""The shapes of chat logs: how a line says who speaks, and when."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from bot.importers.moments import Written, day_comes_first, parse_moment

SERVER: Final = "server"
"""Who says that somebody joined."""

SAME: Final = ""
"""Who goes on, under a time alone."""

_WORDS: Final[dict[str, Any]] = tomllib.loads(
    files("bot.importers").joinpath("transcript.toml").read_text("utf-8")
)
_NOT_SPEAKERS: Final = frozenset[str](_WORDS["not_speakers"].split())
_NEW_DAY: Final = tuple[str, ...](_WORDS["new_day"])
_LONGEST_DAY_LINE: Final = 80
_TRUST_IN_TIMES: Final = 3

_WHEN: Final = r"(?P<when>[^\[\]()<>*\n]{3,40}?)"
_CLOCK: Final = r"(?P<when>(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp][Mm]|Z)?)"
_NAME: Final = r"(?P<author>[^\s:<>*()\[\]#](?:[^:<>*()\[\]\n]{0,46}[^\s:<>*()\[\]])?)"
_PLAIN_NAME: Final = r"(?P<author>[^\W\d_][\w.'’-]{0,30}(?: [^\W_][\w.'’-]{0,20}){0,2})"
_TEXT: Final = r"(?P<text>.*)"
_NICK: Final = r"<[ @+%&~]?(?P<author>[^<>\s][^<>\n]{0,62})>"
_EVENT: Final = (
    r"(?:\* (?P<author>\S{1,64}) (?P<text>.*)"
    r"|(?P<event>(?:\*{3}|-!-|===|--?>|<--?|-->\||\|<--|[⇐⇒→←])\s.*))"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line of a message; `text` is what of it was said on that line."""

    author: str
    text: str
    written: Written | None
    system: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to write a log: lines of the platform, and lines that somebody said.

    A timed one is trusted more: there is little else that looks like it.
    """

    name: str
    said: tuple[re.Pattern[str], ...]
    events: re.Pattern[str] | None = None
    timed: bool = True

    def opening(self, line: str, *, day_first: bool = True) -> Opening | None:
        """What the line opens; None where it goes on with the message before."""
        event = self.events and self.events.match(line)
        if event and (found := self._opened(event, day_first=day_first, system=True)):
            return found
        for shape in self.said:
            match = shape.match(line)
            if match and (found := self._opened(match, day_first=day_first)):
                return found
        return None

    def when(self, line: str) -> str | None:
        """The moment on the line, as it is written."""
        matches = (shape.match(line) for shape in self.said)
        return next((m["when"] for m in matches if m and "when" in m.groupdict()), None)

    def _opened(
        self, match: re.Match[str], *, day_first: bool, system: bool = False
    ) -> Opening | None:
        parts = match.groupdict()
        when, event = parts.get("when"), parts.get("event")
        written = None if when is None else parse_moment(when, day_first=day_first)
        author = parts.get("author") or (SERVER if system else SAME)
        if (when is not None and written is None) or author.lower() in _NOT_SPEAKERS:
            return None
        return Opening(author.strip(), event or parts.get("text") or "", written, system)


def _lines(*shapes: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"{shape}\Z") for shape in shapes)


DIALECTS: Final = (
    Dialect(
        "irc",  # [12:18] <mira> text
        _lines(rf"\[?{_WHEN}\]?\s{{1,4}}{_NICK}\s?{_TEXT}"),
        re.compile(rf"\[?{_WHEN}\]?\s{{1,4}}{_EVENT}\Z"),
    ),
    Dialect(
        "weechat",  # 2024-05-03 12:18:01<tab>mira<tab>text
        _lines(rf"{_CLOCK}\t[@+%&~]?(?P<author>[^\t\n]{{1,64}})\t{_TEXT}"),
        re.compile(rf"{_CLOCK}\t(?P<event>(?:--?>|<--?|--|=!=| \*)\t.*)\Z"),
    ),
    Dialect(
        "bracketed",  # [03/05/2024, 12:18] Mira: text
        _lines(rf"\[{_WHEN}\]\s{{0,4}}{_NAME}:\s?{_TEXT}"),
    ),
    Dialect(
        "dashed",  # 03/05/2024, 12:18 - Mira: text
        _lines(rf"{_WHEN} [-–] {_NAME}:\s?{_TEXT}"),
        re.compile(
            r"(?P<when>[\d/.-]{6,10},? \d{1,2}:\d\d(?:\s?[AaPp][Mm])?) - (?P<event>[^:\n]*)\Z"
        ),
    ),
    Dialect(
        "bold",  # **mira** (12:18): text
        _lines(
            rf"(?:[-*] )?\*\*{_NAME}:?\*\*\s{{0,3}}[(\[]{_WHEN}[)\]]\s?[:—–-]?\s?{_TEXT}",
            rf"(?:[-*] )?\*\*{_NAME}\*\*,?\s{{0,3}}(?:[—–·-]\s?)?{_CLOCK}"
            rf"(?:\s?[:—–-])?(?:\s{_TEXT})?",
            rf"(?:[-*] )?\*\*{_NAME}(?::\*\*|\*\*:)\s?{_TEXT}",
        ),
    ),
    Dialect(
        "bracketed-after",  # mira (12:18): text
        _lines(
            rf"(?:[-*] )?{_NAME}\s?[(\[]{_WHEN}[)\]]\s?:\s?{_TEXT}",
            rf"{_NAME}, ?\[{_WHEN}\]:?\s?{_TEXT}",
        ),
    ),
    Dialect(
        "meeting",  # 12:18:01 From Mira to Everyone: text
        _lines(
            rf"{_CLOCK}\s{{1,4}}From\s{{1,4}}(?P<author>[^:\s][^:\n]{{0,47}}?)"
            rf"(?: to [^:\n]{{1,60}})?\s?:\s?{_TEXT}"
        ),
    ),
    Dialect(
        "heading",  # mira — Today at 12:18, and the text on the lines below
        _lines(
            rf"\[{_WHEN}\] {_NAME}",
            rf"(?:#{{1,6}} )?{_NAME}\s{{1,3}}(?:[—–] ?|\(){_WHEN}\)?",
            rf"{_NAME}\s{{1,4}}{_CLOCK}",
            rf"\[?{_CLOCK}\]?",
        ),
    ),
    Dialect("irc-untimed", _lines(rf"{_NICK}\s{_TEXT}"), re.compile(rf"{_EVENT}\Z"), timed=False),
    Dialect("plain", _lines(rf"{_PLAIN_NAME}\s?:(?:\s{_TEXT})?"), timed=False),
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The dialect of a log, how it writes dates, and what of its head speaks for it."""

    dialect: Dialect
    day_first: bool
    openings: int
    speakers: int

    @property
    def weight(self) -> int:
        return self.openings * (_TRUST_IN_TIMES if self.dialect.timed else 1)

    def opening(self, line: str) -> Opening | None:
        return self.dialect.opening(line, day_first=self.day_first)


def recognise(head: Sequence[str]) -> Recognised | None:
    """The dialect that explains most of the first lines; None where none explains any."""
    best = max((_tried(dialect, head) for dialect in DIALECTS), key=lambda tried: tried.weight)
    return best if best.openings else None


def _tried(dialect: Dialect, head: Sequence[str]) -> Recognised:
    day_first = day_comes_first(when for line in head if (when := dialect.when(line)))
    opened = [opening for line in head if (opening := dialect.opening(line, day_first=day_first))]
    speakers = {opening.author for opening in opened}
    return Recognised(dialect, day_first, len(opened), len(speakers))


def new_day(line: str, *, day_first: bool) -> Written | None:
    """The day that begins, where a line says nothing but that."""
    if len(line) > _LONGEST_DAY_LINE:
        return None
    words = line.strip("-=#*_ \t").lower()
    said = next((phrase for phrase in _NEW_DAY if words.startswith(phrase)), "")
    written = parse_moment(words[len(said) :].strip(": "), day_first=day_first)
    return written if written is not None and written.day is not None else None
