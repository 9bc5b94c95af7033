"""What a page shows, in so few characters that a button can hold it. Pure.

Discord gives a button's `custom_id` back at the click, and nothing else: all that is needed to make
the page again stands in it, so that buttons survive every restart.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, cast, get_args

from bot.commands import VERBS, Parameter, Verb

LIMIT: Final = 100
"""Characters of a `custom_id`."""
_BETWEEN: Final = "~"
_ID: Final = re.compile(r"[1-9][0-9]{9,19}")
_SHAPE: Final = 3
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_NAMES: Final = {f"{verb.group}.{verb.name}": verb for verb in VERBS}


@dataclass(frozen=True, slots=True)
class Ticket:
    """A verb, what it was given (without what was left to its defaults), and the sheet shown."""

    verb: Verb[Any]
    given: Mapping[str, object] = field(default_factory=dict[str, object])
    sheet: int = 0

    @property
    def arguments(self) -> object:
        return self.verb.arguments(**self.given)

    def at(self, sheet: int) -> "Ticket":
        """Another sheet of the same page."""
        return replace(self, sheet=sheet)

    def skipping(self, entries: int) -> "Ticket":
        """The same list, from another entry on."""
        return replace(self, given={**self.given, "skip": entries}, sheet=0)


def written(ticket: Ticket) -> str:
    """The ticket as a string; perhaps longer than a button can hold."""
    verb = ticket.verb
    values = [_written(ticket.given.get(p.name), p) for p in verb.parameters]
    head = (f"{verb.group}.{verb.name}", f"{_shape(verb)}{ticket.sheet}")
    return _BETWEEN.join((*head, *values)).rstrip(_BETWEEN)


def read(text: str) -> Ticket:
    """The ticket that was written so. Raises ValueError where it is none of this release's."""
    name, head, *values = text.split(_BETWEEN)
    verb, sheet = _NAMES.get(name), head[_SHAPE:]
    if verb is None or head[:_SHAPE] != _shape(verb) or not sheet.isdecimal():
        message = "This is no ticket of this release."
        raise ValueError(message)
    pairs = zip(verb.parameters, values, strict=False)
    return Ticket(verb, {p.name: _read(value, p) for p, value in pairs if value}, int(sheet))


def _shape(verb: Verb[Any]) -> str:
    """Differs where a verb takes other things than it did in another release."""
    taken = repr([(p.name, str(p.type)) for p in verb.parameters])
    return hashlib.blake2b(taken.encode(), digest_size=_SHAPE).hexdigest()[:_SHAPE]


def kind_of(parameter: Parameter) -> type[Any]:
    """The plain type of a parameter: of an optional one, or of one that may be several."""
    inner = [part for part in get_args(parameter.type) if part not in (type(None), Ellipsis)]
    return inner[0] if inner else parameter.type


def _written(value: object, parameter: Parameter) -> str:
    if value is None:
        return ""
    kind = kind_of(parameter)
    if isinstance(value, tuple):
        members: list[object] = list(cast("type[StrEnum]", kind))
        return "".join(_DIGITS[members.index(one)] for one in cast("tuple[object, ...]", value))
    if issubclass(kind, StrEnum):
        return _DIGITS[list(kind).index(kind(value))]
    if isinstance(value, timedelta):
        return _in_digits(int(value.total_seconds()))
    text = str(value)
    if _ID.fullmatch(text):
        return f"^{_in_digits(int(text))}"
    return _escaped(text)


def _read(text: str, parameter: Parameter) -> object:
    kind = kind_of(parameter)
    if issubclass(kind, StrEnum):
        members = [list(kind)[_DIGITS.index(digit)] for digit in text]
        return tuple(members) if isinstance(parameter.default, tuple) else members[0]
    if kind is timedelta:
        return timedelta(seconds=int(text, 36))
    plain = str(int(text[1:], 36)) if text.startswith("^") else _unescaped(text)
    return int(plain) if kind is int else plain


def _escaped(text: str) -> str:
    escapes = text.replace("%", "%25").replace(_BETWEEN, "%7E")
    return f"%5E{escapes[1:]}" if escapes.startswith("^") else escapes


def _unescaped(text: str) -> str:
    return text.replace("%5E", "^").replace("%7E", _BETWEEN).replace("%25", "%")


def _in_digits(number: int) -> str:
    digits = ""
    while True:
        number, last = divmod(number, len(_DIGITS))
        digits = _DIGITS[last] + digits
        if not number:
            return digits
