import io
import json

import pytest
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def fresh_structlog() -> None:
    structlog.reset_defaults()


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


@pytest.mark.parametrize("key", sorted(logs.PRIVATE))
def test_peoples_words_are_cut_even_when_somebody_logs_them(key: str) -> None:
    stream = io.StringIO()
    logs.configure("info", "json", stream)

    structlog.get_logger().info("oops", **{key: "a private matter"})

    assert "private matter" not in stream.getvalue()
