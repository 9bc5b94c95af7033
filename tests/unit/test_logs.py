import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs


def test_a_json_line_holds_the_event_and_its_keys() -> None:
    stream = io.StringIO()
    logs.configure("info", "json", stream)

    structlog.get_logger().info("message-set-aside", channel="c1", count=3)

    line = json.loads(stream.getvalue())
    assert (line["event"], line["channel"], line["count"]) == ("message-set-aside", "c1", 3)
    assert line["timestamp"].endswith("Z")


def test_a_text_line_is_plain_where_the_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    logs.configure("info", "text", stream)

    structlog.get_logger().info("import-continued", position=17)

    assert "import-continued" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


def test_events_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    logs.configure("warning", "text", stream)

    structlog.get_logger().info("import-continued")

    assert stream.getvalue() == ""


@pytest.mark.parametrize("failure", [BrokenPipeError(), OSError(28, "full"), ValueError("closed")])
def test_nothing_stops_because_nobody_hears_its_log(failure: Exception) -> None:
    class Deaf(io.StringIO):
        def write(self, _line: str) -> int:
            raise failure

    logs.configure("info", "text", Deaf())

    logs.note("read")
    logs.warn("slow")
    logs.fault("lost", failure)


@pytest.mark.parametrize("key", sorted(logs.PRIVATE))
def test_peoples_words_are_cut_even_when_somebody_logs_them(key: str) -> None:
    stream = io.StringIO()
    logs.configure("info", "json", stream)

    structlog.get_logger().info("oops", **{key: "a private matter"})

    assert "private matter" not in stream.getvalue()


@pytest.fixture
def libraries() -> Iterator[io.StringIO]:
    """Where the warnings of libraries go, for the time of a test."""
    root = logging.getLogger()
    before, level, stream = list(root.handlers), root.level, io.StringIO()
    logs.configure("warning", "json", stream)
    logs.hear_libraries()
    yield stream
    root.handlers[:], root.level = before, level


def test_a_fault_tells_its_kind_and_place_and_no_words() -> None:
    stream = io.StringIO()
    logs.configure("warning", "json", stream)

    try:
        int("what Ada wrote")
    except ValueError as error:
        logs.fault("event-unreadable", error, kind="MESSAGE_CREATE")

    line = json.loads(stream.getvalue())
    assert (line["event"], line["error"], line["kind"]) == (
        "event-unreadable",
        "ValueError",
        "MESSAGE_CREATE",
    )
    assert line["at"].startswith("test_logs.py:")
    assert "Ada" not in stream.getvalue()


def test_a_fault_without_a_place_is_told_by_its_cause() -> None:
    stream = io.StringIO()
    logs.configure("warning", "json", stream)
    error = RuntimeError("outer")
    error.__cause__ = KeyError("inner")

    logs.fault("discord-failed", error)

    assert json.loads(stream.getvalue())["error"] == "KeyError"


def test_what_libraries_warn_of_comes_without_what_they_fill_in(libraries: io.StringIO) -> None:
    logging.getLogger("discord.client").warning("Ignoring exception in %s", "what Ada wrote")
    logging.getLogger("asyncio").warning("what Ada wrote")
    logging.getLogger("discord.gateway").info("nobody asked")
    try:
        int("what Ada wrote")
    except ValueError:
        logging.getLogger("asyncio").exception("Task exception")

    lines = [json.loads(line) for line in libraries.getvalue().splitlines()]
    assert [(line["event"], line["source"]) for line in lines] == [
        ("library-warning", "discord.client"),
        ("library-warning", "asyncio"),
        ("library-fault", "asyncio"),
    ]
    assert lines[0]["says"] == "Ignoring exception in %s"
    assert "Ada" not in libraries.getvalue()
