"""What can be typed, as clients offer it in forms (MSC4391): verbs -> state events. Pure.

The proposal wants an event for each command. What a client makes of it comes back beside the words
of a message, and is read by `announced`.
"""

import hashlib
from base64 import b64encode
from enum import StrEnum
from typing import Any, Final

from bot.commands import VERBS, Parameter, Verb
from matrix.answering.announced import word_of
from matrix.answering.typed import FROM_HERE, called, kind_of, meaning
from matrix.wire import Json

DESCRIPTION: Final = "org.matrix.msc4391.command_description"
_HELP: Final = "Tell what you can do here."


def descriptions(prefix: str, me: str) -> dict[str, Json]:
    """The content of each event by its state key. The key holds our name, so that nobody describes
    commands in it.
    """
    described = [_described(verb, prefix) for verb in VERBS]
    described.append({"command": _named("help", prefix), "description": _text(_HELP)})
    return {_key(each["command"], me): each for each in described}


def _described(verb: Verb[Any], prefix: str) -> Json:
    places = [p.name for p in verb.parameters if p.positional and kind_of(p) is str]
    return {
        "command": _named(called(verb), prefix),
        "description": _text(verb.help),
        "parameters": [_parameter(each) for each in verb.parameters],
        # So that words of a search need no quotation marks, as where one types it.
        **({"fi.mau.tail_parameter": places[-1]} if places else {}),
    }


def _parameter(parameter: Parameter) -> Json:
    kind = kind_of(parameter)
    choices = ", ".join(kind) if issubclass(kind, StrEnum) else ""
    is_optional = not parameter.required or parameter.name in FROM_HERE
    return {
        "key": parameter.name,
        "schema": {"schema_type": "primitive", "type": "integer" if kind is int else "string"},
        "description": _text(meaning(parameter) + (f" One of: {choices}." if choices else "")),
        **({"optional": True} if is_optional else {}),
    }


def _named(name: str, prefix: str) -> str:
    return f"{word_of(prefix)} {name}".strip()


def _text(words: str) -> Json:
    """Words as extensible text (MSC1767)."""
    return {"m.text": [{"body": words}]}


def _key(command: str, me: str) -> str:
    return b64encode(hashlib.sha256(f"{command}{me}".encode()).digest()).decode()
