from datetime import UTC, datetime

import pytest

from bot.importers import COMMUNITY, Format, Tally
from bot.importers.calendar import INSTANT
from bot.importers.source import LONGEST_LINE
from bot.model import Channel, ChannelKind, Platform
from tests.unit.importers.sources import DATED, fault, messages, options, posts, said


def at(hour: int, minute: int, second: int = 0, *, day: int = 3) -> datetime:
    return datetime(2026, 5, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[2026-05-03 12:18] <mira> is it dry?", "[2026-05-03 12:19] <jon> not yet"),
        ("2026-05-03 12:18:00 <@mira> is it dry?", "2026-05-03 12:19:00 <+jon> not yet"),
        ("2026-05-03T12:18:00Z <mira> is it dry?", "2026-05-03T12:19:00Z <jon> not yet"),
        ("2026-05-03 12:18:00\tmira\tis it dry?", "2026-05-03 12:19:00\t@jon\tnot yet"),
        ("[03/05/2026, 12:18:00] mira: is it dry?", "[03/05/2026, 12:19:00] jon: not yet"),
        ("\u200e[03/05/2026, 12:18:00] mira: is it dry?", "[03/05/2026, 12:19:00] jon: not yet"),
        ("03/05/2026, 12:18 - mira: is it dry?", "03/05/2026, 12:19 - jon: not yet"),
        ("5/3/26, 12:18 PM - mira: is it dry?", "5/3/26, 12:19 PM - jon: not yet"),
        ("**mira** (2026-05-03 12:18): is it dry?", "**jon** (2026-05-03 12:19): not yet"),
        ("**mira** [3 May 2026 12:18] is it dry?", "**jon** [3 May 2026 12:19] not yet"),
        ("- **mira** 2026-05-03 12:18: is it dry?", "- **jon** 2026-05-03 12:19 not yet"),
        ("mira (2026-05-03 12:18): is it dry?", "jon (3 May 12:19): not yet"),
        ("mira — 05/03/2026 12:18 PM\nis it dry?", "jon — 05/03/2026 12:19 PM\nnot yet"),
        ("### mira (2026-05-03 12:18)\n\nis it dry?", "### jon (2026-05-03 12:19)\n\nnot yet"),
        ("mira, [03.05.2026 12:18]\nis it dry?", "jon, [03.05.2026 12:19]\nnot yet"),
        ("[5/3/26, 12:18 PM]mira: is it dry?", "[5/3/26, 12:19 PM]jon: not yet"),
        ("[05/03/2026 12:18 PM] mira\nis it dry?", "[05/03/2026 12:19 PM] jon\nnot yet"),
    ],
)
def test_transcript_reads_who_when_and_what_in_every_dialect(first: str, second: str) -> None:
    found = messages(f"{first}\n{second}\n", Format.TRANSCRIPT)

    assert said(found) == [("mira", "is it dry?"), ("jon", "not yet")]
    assert [message.at for message in found] == [at(12, 18), at(12, 19)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("mira: is it dry?", "jon: not yet"),
        ("<mira> is it dry?", "<jon> not yet"),
        ("**mira:** is it dry?", "**jon**: not yet"),
    ],
)
def test_transcript_without_times_keeps_the_order_of_its_lines(first: str, second: str) -> None:
    found = messages(f"{first}\n\n{second}", Format.TRANSCRIPT)

    assert said(found) == [("mira", "is it dry?"), ("jon", "not yet")]
    assert [message.at for message in found] == [DATED, DATED + INSTANT]


def test_transcript_of_a_meeting_is_read() -> None:
    log = "12:18:01 From mira to Everyone:\n\tis it dry?\n12:19:00\t From  jon : not yet"

    assert said(messages(log)) == [("mira", "\tis it dry?"), ("jon", "not yet")]


def test_transcript_line_with_a_time_alone_goes_on_with_the_same_person() -> None:
    log = "12:17 PM\nmira — 12:18 PM\nis it dry?\n[12:20 PM]\nand warm?\njon — 12:21 PM\nno"

    assert said(messages(log, Format.TRANSCRIPT)) == [
        ("mira", "is it dry?"),
        ("mira", "and warm?"),
        ("jon", "no"),
    ]


def test_transcript_goes_on_at_midnight() -> None:
    found = messages("[23:58] <mira> still up?\n[00:03] <jon> sure", Format.TRANSCRIPT)

    assert found[1].at - found[0].at == at(0, 3, day=4) - at(23, 58)


@pytest.mark.parametrize(
    "line",
    [
        "--- Day changed Mon May 04 2026",
        "--- Log opened Mon May 04 00:00:01 2026",
        "=== 2026-05-04 ===",
        "## Monday, 4 May 2026",
        "2026-05-04",
    ],
)
def test_transcript_turns_to_the_day_that_a_line_names(line: str) -> None:
    log = f"[12:18] <mira> is it dry?\n{line}\n[09:00] <jon> now it is"

    assert [message.at for message in messages(log)][1] == at(9, 0, day=4)
    assert said(messages(log)) == [("mira", "is it dry?"), ("jon", "now it is")]


def test_transcript_keeps_a_date_that_is_part_of_a_dated_message() -> None:
    log = "mira (2026-05-03 12:18): the day was\n2024-05-04\njon (2026-05-03 12:19): right"

    assert said(messages(log))[0] == ("mira", "the day was\n2024-05-04")


def test_transcript_lines_without_a_name_go_on_with_the_message() -> None:
    log = "mira (12:18): a list:\n\n  - slate\n  - glue\n\n---\n\njon (12:19): fine"

    assert said(messages(log)) == [
        ("mira", "a list:\n\n  - slate\n  - glue"),
        ("jon", "fine"),
    ]


def test_transcript_lines_of_the_platform_are_told_from_talk() -> None:
    log = """\
[12:18] -!- wren has joined #workshop
[12:18] <mira> is it dry?
[12:19] * jon waves
[12:20] *** mira sets mode +o jon
[12:21] --> tess has joined
"""
    found = messages(log)

    assert [(m.author.name, m.system) for m in found] == [
        ("server", True),
        ("mira", False),
        ("jon", True),
        ("server", True),
        ("server", True),
    ]
    assert found[2].text == "waves"


def test_transcript_lines_of_the_platform_are_known_in_other_dialects() -> None:
    weechat = "2026-05-03 12:18:00\t-->\twren joined\n2026-05-03 12:18:01\tmira\thello"
    dashed = "03/05/2026, 12:18 - Messages are encrypted\n03/05/2026, 12:18 - mira: hello"
    untimed = "* wren waves\n<mira> hello\n<mira> there"

    for log in (weechat, dashed, untimed):
        assert [message.system for message in messages(log, Format.TRANSCRIPT)][:2] == [True, False]


def test_transcript_is_not_misled_by_words_before_a_colon() -> None:
    log = "mira: two things\nNote: it is wet\nhttp://example.org\njon: thanks\nmira: sure"

    assert said(messages(log, Format.TRANSCRIPT))[0] == (
        "mira",
        "two things\nNote: it is wet\nhttp://example.org",
    )


def test_transcript_is_not_misled_by_code() -> None:
    log = "mira: this one\n```yaml\nglue: slate\n```\njon: thanks\nmira: ```\na: b\n```"

    assert said(messages(log, Format.TRANSCRIPT)) == [
        ("mira", "this one\n```yaml\nglue: slate\n```"),
        ("jon", "thanks"),
        ("mira", "```\na: b\n```"),
    ]


def test_transcript_takes_its_name_from_its_title() -> None:
    log = "# Roof meeting\n\nPresent: all\n\nmira (12:18): is it dry?"
    tally = Tally()
    [posted] = posts(log, Format.TRANSCRIPT, given=options("roof.md"), tally=tally)

    ref = posted.channel.ref
    assert posted.channel == Channel(ref, "Roof meeting", ChannelKind.ROOM)
    assert (ref.platform, ref.community, ref.channel) == (Platform.IMPORT, COMMUNITY, "roof")
    assert tally.passed_over == {"line-before-the-first-message": 1}


def test_transcript_goes_under_the_names_that_were_said() -> None:
    given = options(channel="shed", community="allotment")
    [posted] = posts("# Roof\nmira (12:18): dry?", Format.TRANSCRIPT, given=given)

    assert (posted.channel.name, posted.channel.ref.community) == ("shed", "allotment")


def test_transcript_ids_are_the_same_in_a_longer_export_of_another_day() -> None:
    short = "[12:18] <mira> ok\n[12:18] <mira> ok\n[12:19] <jon> fine\n"
    longer = messages(f"{short}[12:20] <mira> ok\n", given=options(dated=DATED.replace(day=2)))
    ids = [message.id for message in messages(short)]

    assert len(set(ids)) == 3
    assert [message.id for message in longer][:3] == ids


def test_transcript_reads_american_dates_where_a_day_shows_it() -> None:
    log = "[05/03/2026, 12:18] mira: dry?\n[05/25/2026, 12:18] jon: now"

    assert [message.at.month for message in messages(log)] == [5, 5]


def test_transcript_needs_a_line_that_reads_like_a_message() -> None:
    error = fault("just some prose.\nand more of it.", Format.TRANSCRIPT)

    assert "no line" in error.problem
    assert "<mira>" in error.remedy


def test_transcript_sets_aside_a_message_that_never_ends() -> None:
    endless = ("and on " * 999 + "\n") * (LONGEST_LINE // 6000)
    tally = Tally(tolerance=9)
    found = messages(f"[12:18] <mira> so\n[12:19] <jon> {endless}[12:20] <mira> ok", tally=tally)

    assert said(found) == [("mira", "so"), ("mira", "ok")]
    assert [error.line for error in tally.named] == [2]
