"""What must hold of the importers whatever they are given."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.importers import Format, Tally, read, source
from bot.importers.document import Document
from bot.importers.moments import parse_moment
from bot.importers.source import Source
from bot.model import Message, Posted
from tests.unit.importers.sources import messages, options

FORMATS = st.sampled_from([None, *Format])
TALK = b"""\
# Roof
[12:18] <mira> is it dry?
mira (2 May 12:19): and warm?
**jon** 12:20: no
Comments

HIVE27
3h

  mira \xc2\xb7 2h
"""
EXPORT = b"""\
{"guild": {"id": "1"}, "channel": {"id": "2", "name": "x"}, "room_name": "y", "messages": [
{"id": "1", "type": "Default", "timestamp": "2026-05-03T12:18:00Z", "content": "a [{ \\" b",
 "author": {"id": "5", "name": "mira"}, "reactions": []},
{"type": "m.room.message", "event_id": "$1", "sender": "@m:x", "origin_server_ts": 5,
 "content": {"body": "> <@a:x> b", "m.relates_to": {"m.in_reply_to": {"event_id": "$2"}}}},
{"id": "3", "text": "c", "author": "mira", "channel": "d", "at": "2026-05-03T12:18:00Z"}
]}
"""


def outcome(content: bytes, kind: Format | None) -> list[Message] | BadInput:
    """What was read; any other error than BadInput is a failure of the test."""
    tally = Tally(tolerance=100)
    try:
        readings = read(BytesIO(content), options(), format=kind, tally=tally)
        return [r.arrival.message for r in readings if isinstance(r.arrival, Posted)]
    except BadInput as error:
        return error


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Something that was a source once: cut, spliced, with bytes exchanged."""
    content = bytearray(draw(st.sampled_from([TALK, EXPORT, EXPORT.replace(b"\n", b"")])))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(start + 40, len(content))))
        content[start:end] = draw(
            st.binary(max_size=4) | st.sampled_from([b'"', b"\n", b"{", b"[1:"])
        )
    return bytes(content)


@given(
    content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | damaged(),
    kind=FORMATS,
)
@settings(max_examples=400)
def test_no_source_makes_an_importer_fall(content: bytes, kind: Format | None) -> None:
    found = outcome(content, kind)

    if isinstance(found, BadInput):
        assert str(found).startswith("talk.txt")
    else:
        assert all(message.at.tzinfo is not None for message in found)


@given(content=damaged(), kind=FORMATS)
def test_no_error_quotes_what_somebody_wrote(content: bytes, kind: Format | None) -> None:
    found = outcome(content.replace(b"is it dry", b"my secret"), kind)

    assert "my secret" not in str(found) or not isinstance(found, BadInput)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
RECORDS = st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=3), max_size=5)


@given(
    records=RECORDS, heading=JSON, indent=st.sampled_from([None, 0, 2]), chunk=st.integers(1, 40)
)
def test_document_gives_what_its_json_says_wherever_chunks_end(
    records: list[dict[str, Any]], heading: object, indent: int | None, chunk: int
) -> None:
    whole = json.dumps({"about": heading, "messages": records}, indent=indent, ensure_ascii=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "CHUNK", chunk)
        document = Document(Source(BytesIO(whole.encode()), options(), Tally()))
        given_records = [dict(record.fields) for record in document.records()]

    assert document.heading["about"] == heading
    assert given_records == records


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=30)


@given(texts=st.lists(WORDS, min_size=2, max_size=8), chunk=st.integers(1, 60))
def test_transcript_gives_back_what_people_wrote(texts: list[str], chunk: int) -> None:
    log = "".join(f"[12:{n:02}] <mira> {text}\n" for n, text in enumerate(texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "CHUNK", chunk)
        found = messages(log, Format.TRANSCRIPT)

    assert [message.text.strip() for message in found] == [text.strip() for text in texts]
    assert [message.at for message in found] == sorted({message.at for message in found})
    assert len({message.id for message in found}) == len(texts)


@given(st.text(max_size=50) | st.from_regex(r"[0-9:/. -]{1,20}([ap]m)?( [A-Za-z]{3,9})?( \d{4})?"))
def test_any_text_may_be_asked_for_its_moment(text: str) -> None:
    parse_moment(text)


WORST = (
    *("a", "a ", "[1", "12:18 ", "<a", "**a", "((", " ", "\t", "» ", "· 3h ", "1 points ", "."),
    *("\n", "---\n", "a\n\n", "a: b\n", "[{", '"', '\\"', "may 3 "),
)


@pytest.mark.parametrize("kind", [Format.FORUM, Format.TRANSCRIPT, Format.MATRIX])
def test_hundred_kilobytes_of_anything_take_no_time(kind: Format) -> None:
    opening = '{"messages": [' if kind is Format.MATRIX else "[12:18] <mira> so\n[12:19] <jon> "
    for unit in WORST:
        start = process_time()
        outcome((opening + unit * (100_000 // len(unit))).encode(), kind)

        assert process_time() - start < 5, f"{unit!r} takes too long"


class Endless:
    """A file that is made while it is read: never in memory, whoever reads it."""

    def __init__(self, first: str, piece: Callable[[int], str], last: str, size: int) -> None:
        self._pieces = self._made(first, piece, last, size)
        self._rest = b""

    def _made(
        self, first: str, piece: Callable[[int], str], last: str, size: int
    ) -> Iterator[bytes]:
        yield first.encode()
        made = number = 0
        while made < size:
            batch = "".join(piece(n) for n in range(number, number + 10)).encode()
            yield batch
            made, number = made + len(batch), number + 10
        yield last.encode()

    def read(self, size: int, /) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        chunk, self._rest = self._rest[:size], self._rest[size:]
        return chunk


WORDY = "the glue holds slate on the north side of the roof " * 40
SAID = {"author": "mira", "channel": "shed", "at": "2026-05-03T12:18:00Z", "text": WORDY}
POSTED = {
    "type": "Default",
    "timestamp": SAID["at"],
    "author": {"id": "5", "name": "m"},
    "content": WORDY,
}
SENT = {
    "type": "m.room.message",
    "sender": "@m:x",
    "origin_server_ts": 5,
    "content": {"body": WORDY},
}
HEADING = '{"guild": {"id": "1"}, "channel": {"id": "2", "name": "x"}, "messages": ['


@pytest.mark.parametrize(
    ("kind", "first", "piece", "last"),
    [
        (Format.JSONL, "\n", lambda n: json.dumps({"id": str(n), **SAID}) + "\n", ""),
        (Format.DISCORD, HEADING, lambda n: json.dumps({"id": str(n), **POSTED}) + ",", "{}]}"),
        (Format.MATRIX, "[", lambda n: json.dumps({"event_id": f"${n}", **SENT}) + ",", "{}]"),
        (Format.TRANSCRIPT, "\n", lambda n: f"[12:{n % 60:02}] <mira> {n} {WORDY}\n", ""),
        (Format.FORUM, "\n", lambda n: f"mira · {n % 9}h\n\n{n} {WORDY * 4}\n\nReply\n\n", ""),
    ],
)
def test_import_holds_a_small_part_of_a_large_file(
    kind: Format, first: str, piece: Callable[[int], str], last: str
) -> None:
    size, read_before = 8_000_000, 0
    tracemalloc.start()
    try:
        file = Endless(first, piece, last, size)
        for reading in read(file, options(), format=kind, tally=Tally(tolerance=1)):
            read_before = reading.position
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert read_before > size
    assert peak < size / 2
