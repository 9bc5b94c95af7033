import gzip
import json

import pytest

from bot.errors import BadInput
from bot.importers import Format, Tally, detect, read
from tests.unit.importers.sources import arrivals, fault, options

EVENT = {
    "type": "m.room.message",
    "event_id": "$1",
    "sender": "@bo:x",
    "origin_server_ts": 1,
    "content": {"body": "hi"},
}
LINE = {"id": "1", "text": "hi", "author": "bo", "channel": "x", "at": "2026-05-03T12:18:00Z"}
GUILD = {"guild": {"id": "1"}, "channel": {"id": "2", "name": "x"}, "messages": []}


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (json.dumps(GUILD), Format.DISCORD),
        (json.dumps(GUILD, indent=2)[:60], Format.DISCORD),
        (json.dumps({"room_name": "x", "messages": [EVENT]}), Format.MATRIX),
        (json.dumps({"room_name": "x", "messages": [EVENT] * 9})[:90], Format.MATRIX),
        (json.dumps([EVENT]), Format.MATRIX),
        (json.dumps(EVENT), Format.MATRIX),
        (f"{json.dumps(EVENT)}\n{json.dumps(EVENT)[:20]}", Format.MATRIX),
        (json.dumps(LINE), Format.JSONL),
        (f"\n{json.dumps(LINE)}\r\n{json.dumps(LINE)[:20]}", Format.JSONL),
        ("[12:18] <mira> is it dry?", Format.TRANSCRIPT),
        ("mira: is it dry?\njon: not yet", Format.TRANSCRIPT),
        ("**mira** (12:18): is it dry?\n\nand warm?\n\n**jon** (12:19): no", Format.TRANSCRIPT),
        ("mira — Today at 12:18\nis it dry?\njon — Today at 12:19\nno", Format.TRANSCRIPT),
        ("Comments\n\nSorted by\nHIVE27\n\nDo bees sleep?", Format.FORUM),
        ("mira · 3h\n\nDo bees sleep?\n\nReply\n\njon · 2h\n\nYes.", Format.FORUM),
        ("Do bees sleep? I wonder.\n\nOne thing: they hum.\n\nAnd more.\n" * 9, Format.FORUM),
        ("Ein Wort:\n", Format.FORUM),
        ("x", Format.FORUM),
    ],
)
def test_format_is_recognised_by_the_first_bytes(head: str, kind: Format) -> None:
    assert detect(head.encode(), options()) is kind


def test_format_is_recognised_through_gzip_that_is_not_complete() -> None:
    packed = gzip.compress(json.dumps({**GUILD, "x": [n * n for n in range(9999)]}).encode())

    assert detect(packed[:2000], options()) is Format.DISCORD


def test_format_is_recognised_by_the_ending_where_the_first_line_is_endless() -> None:
    endless = b'{"id": "1", "text": "' + b"x" * 100_000

    assert detect(endless, options("talk.jsonl.gz")) is Format.JSONL
    assert detect(b'{"sender": "@m:x", "origin_server_ts": 5, ' + endless, options("r.ndjson")) is (
        Format.MATRIX
    )


def test_format_is_recognised_through_another_encoding() -> None:
    head = "[12:18] <mira> früh?\n[12:19] <jon> spät".encode("utf-16")

    assert detect(head, options()) is Format.TRANSCRIPT


@pytest.mark.parametrize("head", ['{"a": 1, "messages": [', '{"messages": []}', "[[1]]"])
def test_format_of_unknown_json_is_refused_with_those_that_are_known(head: str) -> None:
    with pytest.raises(BadInput, match="unknown kind") as caught:
        detect(head.encode(), options())

    assert "DiscordChatExporter" in caught.value.remedy


@pytest.mark.parametrize(
    ("head", "kind"),
    [("\n<!DOCTYPE html><p>hi", "HTML"), ("AuthorID,Author,Date,Content\n1,mira", "CSV")],
)
def test_export_of_another_kind_is_refused_with_a_remedy(head: str, kind: str) -> None:
    with pytest.raises(BadInput, match=kind) as caught:
        detect(head.encode(), options())

    assert "JSON" in caught.value.remedy


@pytest.mark.parametrize("kind", [Format.FORUM, Format.TRANSCRIPT])
def test_json_is_not_read_as_text(kind: Format) -> None:
    error = fault(json.dumps(GUILD), kind)

    assert "is JSON" in error.problem
    assert "--format" in error.remedy


@pytest.mark.parametrize("kind", [Format.DISCORD, Format.MATRIX, Format.JSONL])
def test_text_is_not_read_as_json(kind: Format) -> None:
    assert "is no JSON" in fault("[12:18] <mira> is it dry?", kind).problem


def test_source_with_nothing_but_bad_records_is_refused_by_the_first() -> None:
    with pytest.raises(BadInput) as caught:
        arrivals('{"id": 1}\n{"id": 2}', Format.JSONL, tally=Tally(tolerance=100))

    assert caught.value.line == 1


def test_readings_tell_how_many_bytes_were_taken() -> None:
    class Counted:
        taken = 0
        content = "".join(f"[12:18] <mira> line {n}\n" for n in range(20_000)).encode()

        def read(self, size: int, /) -> bytes:
            chunk = self.content[self.taken : self.taken + size]
            self.taken += len(chunk)
            return chunk

    source = Counted()
    positions = []
    for reading in read(source, options()):
        assert reading.position == source.taken
        positions.append(reading.position)

    assert positions[0] < positions[-1] == len(source.content)
