import json
from datetime import UTC, datetime

import pytest

from bot.importers import COMMUNITY, Format, Tally
from bot.importers.calendar import INSTANT
from bot.model import ChannelKind, Platform, Reaction
from tests.unit.importers.sources import fault, messages, options, posts


def line(id: str = "m1", text: str = "which glue holds slate?", **more: object) -> str:
    fields = {"author": "mira", "channel": "workshop", "at": "2026-05-03T12:18:00+02:00"}
    return json.dumps({"id": id, "text": text, **fields, **more})


def test_jsonl_line_becomes_a_message() -> None:
    reaction = {"emoji": "✅", "by": "jon", "at": "2026-05-03T10:20:00Z"}
    [posted] = posts(
        line(reply_to="m0", mentions=["jon"], reactions=[reaction], extra={"of": "others"})
    )
    message = posted.message

    assert (message.id, message.text, message.author.id) == (
        "m1",
        "which glue holds slate?",
        "mira",
    )
    assert message.at == datetime(2026, 5, 3, 10, 18, tzinfo=UTC)
    assert (message.reply_to, message.mentions, message.system) == ("m0", ("jon",), False)
    assert message.reactions == (
        Reaction("✅", message.mentions[0], datetime(2026, 5, 3, 10, 20, tzinfo=UTC)),
    )
    assert posted.channel.ref == message.ref.channel
    assert (posted.channel.name, posted.channel.kind) == ("workshop", ChannelKind.ROOM)
    assert (message.ref.channel.platform, message.ref.channel.community) == (
        Platform.IMPORT,
        COMMUNITY,
    )


def test_jsonl_is_read_into_the_channel_and_community_that_were_said() -> None:
    [posted] = posts(line(), given=options(channel="shed", community="allotment"))

    assert (posted.channel.ref.channel, posted.channel.ref.community) == ("shed", "allotment")


def test_jsonl_lets_blank_lines_be() -> None:
    assert len(messages(f"\n{line('m1')}\n\n  \n{line('m2')}\n")) == 2


def test_jsonl_keeps_messages_of_the_same_moment_in_order() -> None:
    first, second = messages(f"{line('m10')}\n{line('m9')}")

    assert second.at - first.at == INSTANT


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ('{"id": "m2"', "JSON"),
        ('{"id": "m2"}', '"text"'),
        (line(text=None), '"text"'),  # pyright: ignore[reportArgumentType]  (the point)
        (line(at="yesterday"), '"at"'),
        (line(at="2026-05-03T12:18:00"), '"at"'),
        (line(at="0001-01-01T00:00:00+14:00"), '"at"'),
        (line(at="9999-12-31T23:59:59Z"), '"at"'),
        (line(mentions="jon"), '"mentions"'),
        ("[1, 2]", "object"),
        ("[" * 100_000, ""),
    ],
)
def test_jsonl_names_the_line_and_field_that_are_wrong(bad: str, problem: str) -> None:
    error = fault(f"{line()}\n{bad}\n{line('m3')}", Format.JSONL)

    assert error.line == 2
    assert problem in error.problem
    assert "ISO 8601" in error.remedy


def test_jsonl_never_quotes_what_somebody_wrote() -> None:
    assert "secret" not in str(fault(line(at="my secret"), Format.JSONL))


def test_jsonl_goes_on_after_a_bad_line_when_a_tally_bears_it() -> None:
    tally = Tally(tolerance=100)
    found = messages(f"{line('m1')}\nnonsense\n{line('m3')}", Format.JSONL, tally=tally)

    assert [message.id for message in found] == ["m1", "m3"]
    assert (tally.good, tally.bad, tally.named[0].line) == (2, 1, 2)


def test_jsonl_mends_an_emoji_that_was_cut_in_two() -> None:
    [message] = messages(line().replace("slate?", "slate? \\ud83d"))

    assert message.text == "which glue holds slate? ?"
