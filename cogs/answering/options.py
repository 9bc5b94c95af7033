"""What a verb takes -> the options of a slash command. The same list as on every other edge.

Discord's own pickers are used where it has one (people); channels and questions are found by
autocomplete, since they may be archived threads or imported, which no picker shows.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot.commands import Parameter, Verb, duration
from bot.errors import WrongUse
from cogs.audience.viewing import Asked
from cogs.pages.ticket import kind_of

LISTED: Final = 5
"""How many entries a list shows unless told otherwise: a message is no page."""
MOST: Final = 25
_NUMBERS: Final = {"limit": (1, MOST), "skip": (0, 100_000)}
"""Numbers that say how much is shown; any other number is that of a question."""
PEOPLE: Final = frozenset({"asker", "author"})
HERE: Final = frozenset({"channel"})
"""Options that mean the channel where the command is used, where a verb must have one."""
_NUMBER: Final = re.compile(r"\s*#?([0-9]{1,9})(?:\s.*)?")
_LINK: Final = re.compile(r"https://(?:\w+\.)?discord\.com/channels/\d+(?:/\d+)?/(\d+)/?")
_MENTION: Final = re.compile(r"<(?:#|@!?)(\d+)>")


@dataclass(frozen=True, slots=True)
class Option:
    """One option: how Discord shows it, and what its value means to the verb."""

    parameter: Parameter
    annotation: Any
    required: bool
    choices: tuple[Choice[str], ...]
    meant: Callable[[Any], object]


def options(verb: Verb[Any]) -> tuple[Option, ...]:
    """The options of a verb, required ones first, as Discord wants them."""
    found = [_option(parameter) for parameter in verb.parameters]
    return tuple(sorted(found, key=lambda option: not option.required))


def given(options: Mapping[str, Option], typed: Mapping[str, object]) -> dict[str, object]:
    """What the verb is given. Raises WrongUse where somebody typed what cannot be meant."""
    return {name: options[name].meant(value) for name, value in typed.items() if value is not None}


def signature(options: tuple[Option, ...], *more: inspect.Parameter) -> inspect.Signature:
    """The signature from which discord.py reads the options of a command."""
    first = inspect.Parameter("asked", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Asked)
    return inspect.Signature([first, *map(_signed, options), *more])


def _signed(option: Option) -> inspect.Parameter:
    return inspect.Parameter(
        option.parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=option.annotation,
        default=inspect.Parameter.empty if option.required else None,
    )


def _option(parameter: Parameter) -> Option:
    kind, name = kind_of(parameter), parameter.name
    required = parameter.required and name not in HERE
    if issubclass(kind, StrEnum):
        several = isinstance(parameter.default, tuple)
        choices = tuple(Choice(name=locale_str(_said(m)), value=m.value) for m in kind)
        meant = (lambda value: (kind(value),)) if several else kind
        return Option(parameter, str, required, choices, meant)
    if kind is int and name in _NUMBERS:
        annotation = app_commands.Range[int, *_NUMBERS[name]]
        return Option(parameter, annotation, required, (), lambda value: value)
    if name in PEOPLE:
        return Option(parameter, discord.User, required, (), lambda user: str(user.id))
    reading = _number if kind is int else duration if kind is timedelta else _words
    return Option(parameter, app_commands.Range[str, 1, 100], required, (), reading)


def _said(member: StrEnum) -> str:
    return member.value.replace("_", " ")


def _number(typed: str) -> int:
    """A question's number as people type it, or as a suggestion gave it: `41`, `#41 would ...`."""
    match = _NUMBER.fullmatch(typed)
    if match is None:
        raise WrongUse(f'"{typed}" is no number of a question. Say for example 42.')
    return int(match[1])


def _words(typed: str) -> str:
    """Words as they are; of a link to a message or channel, and of a mention, the id."""
    words = typed.strip()
    match = _LINK.fullmatch(words) or _MENTION.fullmatch(words)
    return match[1] if match else words
