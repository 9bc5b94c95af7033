"""Judges every request by Discord's own description of its API, and by the limits that it misses.

The description is a file that lies beside the project where people keep it; nothing of it is copied
here. Where it is not there, only the limits of our own are checked, and `IS_THERE` says so.
"""

import json
import re
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker, validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.structure.tree import ROOT

_FILE: Final = ROOT.parent / "shared" / "discord" / "openapi.json"
IS_THERE: Final = _FILE.exists()
_NAME: Final = "urn:discord"
_VERSION: Final = "/api/v10"


def complaints(method: str, path: str, query: dict[str, str], body: Any) -> list[str]:
    """What Discord would not like about a request; `path` without the version."""
    found = [f"{method} {path}: {problem}" for problem in _limits(path, query, body)]
    if IS_THERE and body is not None:
        found += [
            f"{method} {path}: {problem}" for problem in _described().errors(method, path, body)
        ]
    return found


def _limits(path: str, query: dict[str, str], body: Any) -> list[str]:
    """Limits of Discord's documentation that its description does not hold."""
    found: list[str] = []
    if not 1 <= int(query.get("limit", 50)) <= 100:
        found.append("limit is not between 1 and 100")
    if not isinstance(body, dict):
        return found
    if len(body.get("content") or "") > 2000:
        found.append("content is longer than 2000 characters")
    if sum(map(_length, body.get("embeds") or ())) > 6000:
        found.append("embeds are longer than 6000 characters")
    mentions = body.get("allowed_mentions")
    meant: dict[str, list[int]] = {"parse": []}
    if rung := re.findall(r"<@&(\d+)>", body.get("content") or ""):  # a role that is named
        meant["roles"] = [int(role) for role in rung]
    if "content" in body and mentions != meant and "interactions" not in path:
        found.append("mentions are not forbidden")
    return found


def _length(embed: dict[str, Any]) -> int:
    parts = [embed.get("title"), embed.get("description")]
    parts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for each in embed.get("fields") or ():
        parts += [each["name"], each["value"]]
    return sum(len(part or "") for part in parts)


class _Description:
    """Discord's OpenAPI document. Integers may be given as strings, ids as numbers."""

    def __init__(self) -> None:
        self._document = json.loads(_FILE.read_text("utf-8"))
        resource: Resource[Any] = Resource(contents=self._document, specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_NAME, resource)
        base = Draft202012Validator
        types = base.TYPE_CHECKER.redefine("integer", _is_integer)
        # A value that is let through in two shapes may match two branches of a union.
        lenient = {"oneOf": base.VALIDATORS["anyOf"]}
        self._validator = validators.extend(base, type_checker=types, validators=lenient)
        paths = sorted(self._document["paths"], key=lambda path: path.count("{"))
        self._paths = [
            (re.compile(re.sub(r"\\?\{[^}]*\\?\}", "[^/]+", re.escape(p))), p) for p in paths
        ]

    def errors(self, method: str, path: str, body: Any) -> list[str]:
        operation = next(
            (
                p
                for pattern, p in self._paths
                if pattern.fullmatch(path) and method in self._methods(p)
            ),
            None,
        )
        if operation is None:
            return ["there is no such operation"]
        content = self._document["paths"][operation][method.lower()].get("requestBody", {})
        if "application/json" not in content.get("content", {}):
            return []
        steps = ("paths", operation, method.lower(), "requestBody", "content", "application/json")
        pointer = "/".join(
            step.replace("~", "~0").replace("/", "~1") for step in (*steps, "schema")
        )
        schema = {"$ref": f"{_NAME}#/{pointer}"}
        check = self._validator(schema, registry=self._registry, format_checker=FormatChecker())
        return [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
            for error in check.iter_errors(_with_ids(body))
        ]

    def _methods(self, path: str) -> set[str]:
        return {name.upper() for name in self._document["paths"][path]}


def _is_integer(checker: Any, value: object) -> bool:
    is_one = Draft202012Validator.TYPE_CHECKER.is_type(value, "integer")
    return is_one or (isinstance(value, str) and re.fullmatch(r"-?\d+", value) is not None)


def _with_ids(value: Any) -> Any:
    """The value with ids as strings: large numbers, and the places of attached files."""
    if isinstance(value, dict):
        return {
            key: str(each) if key == "id" and type(each) is int else _with_ids(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_with_ids(each) for each in value]
    return str(value) if type(value) is int and value > 1 << 40 else value


@cache
def _described() -> _Description:
    return _Description()
