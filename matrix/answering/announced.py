"""Commands that a client sends with its fields filled in (MSC4332, MSC4391): -> as if typed. Pure.

Both are proposals. A client that knows them lets people pick a command and fill in a form; what
they chose stands beside the words, and is read the way the words would be.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_MOST: Final = 2_000
_SYNTAX: Final = "org.matrix.msc4332.command"
_NAMED: Final = "org.matrix.msc4391.command"
_VARIABLE: Final = re.compile(r"\{([A-Za-z][A-Za-z_-]{0,30})\.{0,3}\}")
_WORD: Final = re.compile(r"[a-z][a-z-]{0,30}")


def announced(content: Mapping[str, Any], prefix: str, me: str) -> str | None:
    """What somebody typed in a form for us, as words after the prefix; None where it is no such
    command, or one of another bot.
    """
    if not is_mentioned(content, me):
        return None
    said = _by_name(content.get(_NAMED)) or _by_syntax(content.get(_SYNTAX))
    if said is None or len(said) > _MOST:
        return None
    first, _, rest = said.partition(" ")
    return rest.strip() if first.casefold() == word_of(prefix) else said


def word_of(prefix: str) -> str:
    """The prefix as a command of a form begins, without the mark that makes it no word."""
    return prefix.casefold().lstrip("!.;,~")


def is_mentioned(content: Mapping[str, Any], me: str) -> bool:
    """Whether a client says of a message that it mentions us."""
    mentions = content.get("m.mentions")
    named = mentions.get("user_ids") if isinstance(mentions, Mapping) else None
    return isinstance(named, list) and me in named


def _by_name(command: object) -> str | None:
    """MSC4391: the command's name, and its arguments by their names."""
    if not isinstance(command, Mapping) or not isinstance(command.get("command"), str):
        return None
    given = command.get("arguments")
    return " ".join([command["command"], *_options(given if isinstance(given, Mapping) else {})])


def _options(given: Mapping[str, object]) -> Iterator[str]:
    for name, value in given.items():
        option = name.replace("_", "-")
        if _WORD.fullmatch(option) and (words := _words(value)):
            yield f"--{option} {words}"


def _by_syntax(command: object) -> str | None:
    """MSC4332: the command's words, with variables in braces."""
    if not isinstance(command, Mapping) or not isinstance(command.get("syntax"), str):
        return None
    variables = command.get("variables")
    given = variables if isinstance(variables, Mapping) else {}
    return _VARIABLE.sub(lambda found: _words(given.get(found[1])), command["syntax"]).strip()


def _words(value: object) -> str:
    """A value in quotation marks, so that it is one word and never an option; "" for none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        return ""
    return f'"{str(value).translate(_UNQUOTED)}"'


_UNQUOTED: Final = str.maketrans({'"': "'", "“": "'", "”": "'"})
