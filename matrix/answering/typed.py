"""What somebody typed -> a verb and what it takes. Pure.

A command begins with the prefix as a word of its own, or with the bot's name. Anything else is
talk, however much it looks like a command: the bot hears all that is said.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, get_args
from urllib.parse import unquote

from bot.commands import VERBS, Parameter, Verb, duration
from bot.errors import WrongUse

HELP: Final = frozenset({"", "help", "?"})
_MAIN: Final = "questions"
"""The group whose verbs need not name it."""
_TOKEN: Final = re.compile(r'"([^"]*)"|“([^”]*)”|(\S+)')
_OPTION: Final = re.compile(r"(?:--|—)([a-z][a-z_-]{0,30})(?:=(.*))?", re.DOTALL)
_PLAIN: Final = re.compile(r"([a-z][a-z_-]{0,30})[:=](.+)", re.DOTALL)
_NUMBER: Final = re.compile(r"#?([0-9]{1,9})")
_LINK: Final = re.compile(
    r"https://matrix\.to/#/(?P<first>[^/?\s]+)(?:/(?P<event>[^/?\s]+))?(?:\?\S*)?"
)
_PILL: Final = re.compile(r"\A\[[^\]\n]{1,255}\]\(https://matrix\.to/#/([^)\s]{1,512})\)")
"""Somebody's name at the beginning, as clients write it that speak Markdown."""
_AFTER_NAME: Final = " \t\n:,"
MOST: Final = 100
LISTED: Final = 10
"""How many entries a list shows unless told otherwise: a message is no page."""
FROM_HERE: Final = frozenset({"channel", "message"})
"""What is meant where it is not said: this room, and what the message is a reply to."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where it was typed: in which room, and in reply to what."""

    room: str
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A verb, and what it was given."""

    verb: Verb[Any]
    given: Mapping[str, object]

    @property
    def arguments(self) -> object:
        return self.verb.arguments(**self.given)


@dataclass(frozen=True, slots=True)
class Help:
    """Somebody wants to know what one can type; of one verb, where it is named."""

    verb: Verb[Any] | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A word; `quoted` ones are never options."""

    words: str
    quoted: bool = False


def addressed(
    text: str, prefix: str, names: Sequence[str], *, is_mentioned: bool = False
) -> str | None:
    """What is said to the bot, without the prefix or whichever of its names it begins with; None
    where it is not spoken to. After a name comes a colon or a comma; where a client says that the
    bot `is_mentioned`, a space will do.
    """
    said = _PILL.sub(lambda pill: unquote(pill[1]), text.strip(), count=1)
    if said.casefold() == prefix.casefold():
        return ""
    head, space = said[: len(prefix)], said[len(prefix) : len(prefix) + 1]
    if head.casefold() == prefix.casefold() and space.isspace():
        return said[len(prefix) :].strip()
    for name in sorted(filter(None, names), key=len, reverse=True):
        rest = said[len(name) :]
        is_over = rest[:1] in {":", ","} or (is_mentioned and not rest[:1].strip())
        if said[: len(name)].casefold() == name.casefold() and is_over:
            return rest.lstrip(_AFTER_NAME).rstrip()
    return None


def parsed(said: str, here: Here, prefix: str) -> Typed | Help:
    """What is meant. Raises WrongUse, which says what to type instead."""
    tokens = _tokens(said)
    first = tokens[0].words.casefold() if tokens else ""
    if first in HELP:
        return Help(_verb(tokens[1:])[0] if len(tokens) > 1 else None)
    verb, rest = _verb(tokens)
    if verb is None:
        raise WrongUse(f'I know nothing called "{tokens[0].words}". Type {prefix} help.')
    return Typed(verb, _given(verb, rest, here, prefix))


def called(verb: Verb[Any]) -> str:
    """What one types for a verb, after the prefix."""
    if verb.group == _MAIN:
        return verb.name
    alone = sum(other.group == verb.group for other in VERBS) == 1
    return verb.group if alone else f"{verb.group} {verb.name}"


def usage(verb: Verb[Any], prefix: str) -> str:
    """How a verb is typed: what it must have, and what it may."""
    must = [f"<{p.name}>" for p in verb.parameters if p.positional]
    may = [f"[--{p.name.replace('_', '-')} …]" for p in verb.parameters if not p.positional]
    return " ".join([prefix, called(verb), *must, *may])


def meaning(parameter: Parameter) -> str:
    """What a parameter is for, with the default that holds here."""
    if parameter.name != "limit":
        return parameter.help
    return parameter.help.replace(str(parameter.default), str(LISTED))


def _tokens(said: str) -> list[Token]:
    return [
        Token(match[3]) if match[3] is not None else Token(match[1] or match[2] or "", quoted=True)
        for match in _TOKEN.finditer(said)
    ]


def _verb(tokens: Sequence[Token]) -> tuple[Verb[Any] | None, Sequence[Token]]:
    """The verb that the words begin with, by its longest name, and the words after it."""
    said = [token.words.casefold() for token in tokens[:2]]
    names = {tuple(called(verb).split()): verb for verb in VERBS}
    names |= {(verb.group, verb.name): verb for verb in VERBS}
    for length in (2, 1):
        verb = names.get(tuple(said[:length]))
        if verb is not None:
            return verb, tokens[length:]
    return None, tokens


def _given(verb: Verb[Any], tokens: Sequence[Token], here: Here, prefix: str) -> dict[str, object]:
    known = {parameter.name: parameter for parameter in verb.parameters}
    named, places = _sorted(tokens, known)
    said = {**_placed(verb, places, prefix), **named}
    given = {name: _read(value, known[name]) for name, value in said.items()}
    missing = [p.name for p in verb.parameters if p.required and p.name not in given]
    for name in missing:
        meant = here.room if name == "channel" else here.reply_to
        if name not in FROM_HERE or meant is None:
            raise WrongUse(f"It needs a {name}: {usage(verb, prefix)}")
        given[name] = meant
    return given


def _sorted(
    tokens: Sequence[Token], known: Mapping[str, Parameter]
) -> tuple[dict[str, str], list[str]]:
    """What was given by name, and what by its place."""
    named: dict[str, str] = {}
    places: list[str] = []
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        found = None if token.quoted else _named(token.words, known)
        if found is None:
            places.append(token.words)
            continue
        name, value = found
        if value is None:
            if not waiting:
                raise WrongUse(f"--{name} needs a value.")
            value = waiting.pop().words
        named[name] = value
    return named, places


def _named(word: str, known: Mapping[str, Parameter]) -> tuple[str, str | None] | None:
    """The option that a word begins, and its value where it stands in the same word."""
    option = _OPTION.fullmatch(word)
    match = option or _PLAIN.fullmatch(word)
    name = match[1].replace("-", "_") if match else ""
    if name in known and match is not None:
        return name, match[2]
    if option is not None:
        raise WrongUse(f"It takes no --{option[1]}. It takes {_listed(known)}.")
    return None


def _listed(known: Mapping[str, Parameter]) -> str:
    return ", ".join(f"--{name.replace('_', '-')}" for name in known) or "nothing"


def _placed(verb: Verb[Any], words: Sequence[str], prefix: str) -> dict[str, str]:
    """The words by their places. A last one that may be any words is all that is left."""
    places = [parameter for parameter in verb.parameters if parameter.positional]
    if not places and words:
        raise WrongUse(f'I do not know what to do with "{words[0]}": {usage(verb, prefix)}')
    found = dict(zip([p.name for p in places], words, strict=False))
    if len(words) > len(places):
        last = places[-1]
        if kind_of(last) is not str:
            raise WrongUse(f'I do not know what to do with "{words[-1]}": {usage(verb, prefix)}')
        found[last.name] = " ".join(words[len(places) - 1 :])
    return found


def _read(said: str, parameter: Parameter) -> object:
    kind = kind_of(parameter)
    if issubclass(kind, StrEnum):
        members = tuple(_member(word, kind) for word in said.split(","))
        return members if isinstance(parameter.default, tuple) else members[0]
    if kind is timedelta:
        return duration(said)
    if kind is not int:
        return _unlinked(said)
    match = _NUMBER.fullmatch(said)
    if match is None:
        raise WrongUse(f'"{said}" is no number. Say for example 42.')
    number = int(match[1])
    return min(max(number, 1), MOST) if parameter.name == "limit" else number


def _member(word: str, kind: type[StrEnum]) -> StrEnum:
    wanted = word.strip().casefold().replace("-", "_").replace(" ", "_")
    for member in kind:
        if member.value == wanted:
            return member
    choices = ", ".join(member.value for member in kind)
    raise WrongUse(f'"{word}" is none of {choices}.')


def _unlinked(said: str) -> str:
    """Words as they are; of a link the event that it leads to, else the room or the person."""
    match = _LINK.fullmatch(said.strip())
    return unquote(match["event"] or match["first"]) if match else said


def kind_of(parameter: Parameter) -> type[Any]:
    """The plain type of a parameter: of an optional one, or of one that may be several."""
    inner = [part for part in get_args(parameter.type) if part not in (type(None), Ellipsis)]
    return inner[0] if inner else parameter.type
