"""Which kind of source it is, by its first bytes."""

import json
import re
from pathlib import PurePath
from typing import Final, cast

from bot.importers.dialects import recognise
from bot.importers.forum import evidence
from bot.importers.reading import Format
from bot.importers.source import Source

_JSON: Final = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_DISCORD: Final = re.compile(rb'"guild"\s*:.*?"channel"\s*:', re.DOTALL)
_MATRIX: Final = re.compile(rb'"(?:origin_server_ts|room_name)"\s*:')
_TEXTS: Final = frozenset({Format.FORUM, Format.TRANSCRIPT})
_LINES_OF_JSON: Final = re.compile(rb"\}\r?\n\s{0,8}?\{")
_LINE_ENDINGS: Final = frozenset({".jsonl", ".ndjson"})
_DOCUMENT: Final = frozenset({"messages", "chunk", "events", "guild", "channel"})
_OTHER_KINDS: Final = {
    "HTML": re.compile(rb"\s*<(?:!doctype|html|\?xml)\b", re.IGNORECASE),
    "a table (CSV)": re.compile(rb"\"?AuthorID\"?,\"?Author\"?,"),
}
_INSTEAD: Final = (
    "Export it as JSON; or open it in a browser, select all, and paste that into a text file."
)
_LINES: Final = 400
_SHARE_SPOKEN: Final = 0.2
"""Of the lines of a short or untimed transcript, at least so many say who speaks."""


def format_of(source: Source) -> Format:
    """The format that the head of the source has. Raises BadInput where it is unknown JSON."""
    return _json_format(source) if _is_json(source) else _text_format(source)


def refuse_misfit(source: Source, chosen: Format) -> None:
    """Raises BadInput where JSON is to be read as text, or text as JSON."""
    if _is_json(source) == (chosen in _TEXTS):
        kind = "JSON" if chosen in _TEXTS else "no JSON"
        remedy = "Leave out --format, and it will be recognised."
        raise source.error(f'is {kind}, which --format "{chosen}" cannot read', remedy=remedy)


def _is_json(source: Source) -> bool:
    return _JSON.match(source.head) is not None


def _json_format(source: Source) -> Format:
    head = source.head
    named_so = any(ending in _LINE_ENDINGS for ending in PurePath(source.options.name).suffixes)
    if named_so or _LINES_OF_JSON.search(head) or _is_one_line(head):
        return Format.MATRIX if _MATRIX.search(head) else Format.JSONL
    if _DISCORD.search(head):
        return Format.DISCORD
    if _MATRIX.search(head):
        return Format.MATRIX
    known = "exports of DiscordChatExporter and Element, events, and one message a line"
    raise source.error(
        "is JSON of an unknown kind", remedy=f"Known are {known}; --format names one."
    )


def _is_one_line(head: bytes) -> bool:
    """Whether the file is a single record, and not a document with a list of them."""
    try:
        fields: object = json.loads(head)
    except (ValueError, RecursionError):
        return False
    return isinstance(fields, dict) and not any(
        isinstance(value, list | dict) and key in _DOCUMENT
        for key, value in cast("dict[str, object]", fields).items()
    )


def _text_format(source: Source) -> Format:
    for kind, pattern in _OTHER_KINDS.items():
        if pattern.match(source.head):
            raise source.error(f"is {kind}", remedy=_INSTEAD)
    lines = source.head.decode(errors="ignore").split("\n")[:_LINES]
    recognised = recognise(lines)
    if recognised is None:
        return Format.FORUM
    share = recognised.openings / sum(bool(line.strip()) for line in lines)
    is_talk = share >= _SHARE_SPOKEN and recognised.speakers > 1
    if recognised.dialect.timed:
        is_talk = share >= _SHARE_SPOKEN or recognised.openings > 1
    return Format.TRANSCRIPT if is_talk and recognised.weight > evidence(lines) else Format.FORUM
