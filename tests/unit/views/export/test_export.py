import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.model import (
    ChannelId,
    ChannelRef,
    ClaimRecord,
    CommunityId,
    Platform,
    Record,
    Reply,
    Role,
    State,
    Title,
)
from bot.views.export import EXPORTS
from bot.views.export.argdown import escaped
from tests.unit.views.allotment import (
    JON,
    NOW,
    PARTLY,
    TESS,
    claims,
    lone,
    page,
    record,
    said,
    soil,
    standing,
)

ANA = said("ana", "no, mine says 6.2", minutes=5)
CONTESTED = claims(ANA).records


def exported(
    kind: str, questions: Sequence[Record] = (), stored: Sequence[ClaimRecord] = (), size: int = 2
) -> str:
    """The whole document, made in pages of `size`."""
    export = EXPORTS[kind](NOW)
    pieces = [export.begin()]
    pieces += [export.questions(questions[i : i + size]) for i in range(0, len(questions), size)]
    pieces += [export.claims(stored[i : i + size]) for i in range(0, len(stored), size)]
    return "".join([*pieces, export.end()])


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_markdown_heads_questions_by_post_and_then_lists_claims() -> None:
    questions = [record(1), record(2, PARTLY), lone("which adapter?")]
    assert exported("markdown", questions, CONTESTED) == snapshot("""\
# Loose ends

## Soil test results [jump](<https://forum.example/t/41>)
Allotment · mira, 9 days ago · 0 of 3 answered, 1 in part · waiting for helpers

- **#41** Would liming in autumn still help before the frost?
  - re: The report says pH 5.1 in the lower beds.
  - nobody replied
- **#42** Is it the compost or the old pine needles that made it so acid?
  - jon, in part: "most likely the needles"

## #workshop
dov, 2 days ago · waiting for helpers

- **#57** which adapter?
  - nobody replied

# Claims

- The report says pH 5.1 in the lower beds. [jump](<https://forum.example/t/41>)
  - mira in Soil test results, 9 days ago · hedged · credits "the report"
  - contested by ana, 2 May 18:09: "no, mine says 6.2"
""")


def test_markdown_heads_the_claims_once() -> None:
    text = exported("markdown", (), [*CONTESTED, *CONTESTED], size=1)
    assert text.count("# Claims") == 1
    assert text.count("- The report says") == 2


def test_csv_is_one_table() -> None:
    first, *_, last = rows(exported("csv", soil(), CONTESTED))
    assert {column: cell for column, cell in first.items() if cell} == snapshot(
        {
            "kind": "question",
            "number": "41",
            "text": "Would liming in autumn still help before the frost?",
            "state": "open",
            "waiting_for": "helpers",
            "happened": "nobody replied",
            "context": "The report says pH 5.1 in the lower beds.",
            "form": "wh",
            "genuine": "0.97",
            "author": "mira",
            "channel": "Soil test results",
            "community": "garden",
            "at": "2026-05-02T18:04:00+00:00",
            "link": "https://forum.example/t/41",
        }
    )
    assert {column: cell for column, cell in last.items() if cell} == snapshot(
        {
            "kind": "claim",
            "text": "The report says pH 5.1 in the lower beds.",
            "certainty": "hedged",
            "attributed_to": "the report",
            "contested_by": "ana: no, mine says 6.2",
            "author": "mira",
            "channel": "Soil test results",
            "community": "garden",
            "at": "2026-05-02T18:04:00+00:00",
            "link": "https://forum.example/t/41",
        }
    )


def test_every_export_tells_of_the_model() -> None:
    """What it calls a post, and that it has not read one."""
    titled = replace(lone("which plug?"), title=Title("The {plug}", "tiny"), by_rules_alone=True)
    told = {kind: exported(kind, [titled, *soil()]) for kind in EXPORTS}

    assert "## The {plug}" in told["markdown"]
    assert told["markdown"].count("read by rules alone") == 1
    first, second, *_ = rows(told["csv"])
    wanted = ("title", "titled_by", "by_rules_alone")
    assert [first[column] for column in wanted] == ["The {plug}", "tiny", "yes"]
    assert [second[column] for column in wanted] == ["", "", ""]
    post = json.loads(told["json"])["questions"][0]["post"]
    assert (post["title"], post["by_rules_alone"]) == ("The {plug}", True)
    about = '"title": "The \\u007bplug\\u007d", "titled-by": "tiny", "by-rules-alone": true'
    assert told["argdown"].count(about) == 1
    assert told["argdown"].count("titled-by") == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\u200b=", "＝"])
def test_csv_cell_never_becomes_a_formula(start: str) -> None:
    (row,) = rows(exported("csv", [lone(f'{start}HYPERLINK("https://evil.example")')]))
    assert row["text"].startswith("'")


def test_json_is_one_document_of_question_and_claim_lines() -> None:
    whole = json.loads(exported("json", soil(), [*CONTESTED, *CONTESTED], size=1))
    assert [line["number"] for line in whole["questions"]] == [41, 42, 43]
    assert [line["author"] for line in whole["claims"]] == ["mira", "mira"]


def test_argdown_has_claims_contests_questions_and_answers() -> None:
    pointer = Reply(TESS.id, Role.POINTER)
    both = standing(State.ANSWERED, Reply(JON.id, Role.ANSWER), pointer)
    text = exported("argdown", [record(1), record(2, both), record(3)], CONTESTED)
    assert re.sub(r" \{.*\}$", "", text, flags=re.MULTILINE) == snapshot("""\
===
title: Loose ends
===

# Questions

[Question 41]: Would liming in autumn still help before the frost? (re\\: The report says pH 5\\.1 in the lower beds.) #question #open

[Question 42]: Is it the compost or the old pine needles that made it so acid? #question #answered

[Answer 42 1]: most likely the needles, but compost from bark can do it too (to @[Question 42]) #answer

[Answer 42 2]: mine is acid too! (to @[Question 42]) #answer #pointer

[Question 43]: If it's the needles, how long until raking them away shows? (re\\: Is it the compost or the old pine needles that made it so acid?) (depends on @[Question 42]) #question #open

# Claims

[Claim 1]: The report says pH 5\\.1 in the lower beds. #claim #hedged
  - [Contest 1 1]: no, mine says 6\\.2 #contest
""")  # noqa: E501  (a statement is one line)


def test_argdown_numbers_claims_across_pages() -> None:
    text = exported("argdown", (), [*CONTESTED] * 3, size=1)
    assert re.findall(r"^\[Claim \d\]", text, re.MULTILINE) == [f"[Claim {n}]" for n in (1, 2, 3)]
    assert text.count("# Claims") == 1


def test_argdown_titles_of_another_community_are_its_own() -> None:
    elsewhere = ChannelRef(Platform.DISCORD, CommunityId("[84]72"), ChannelId("1"))
    other = replace(lone("why?"), channel=replace(lone("why?").channel, ref=elsewhere))
    text = exported("argdown", [lone("why?"), other])
    assert re.findall(r"^\[.*?\]", text, re.MULTILINE) == ["[Question 57]", "[Question 57 8472]"]


def test_argdown_metadata_is_json_without_inner_braces() -> None:
    hostile = replace(lone("why?"), channel=replace(lone("why?").channel, name="a} b {c"))
    (about,) = re.findall(r"\{.*\}$", exported("argdown", [hostile]), re.MULTILINE)
    assert json.loads(about)["channel"] == "a} b {c"
    assert about.count("{") == about.count("}") == 1


@given(st.text(st.sampled_from(r"ab .:,;-+#@*_[](){}<>/\="), max_size=40))
def test_argdown_text_has_no_syntax_left(words: str) -> None:
    bare = re.sub(r"\\.", "", escaped(words))
    assert not re.search(r"[\\@#*_\[\]<>{}/=]", bare)
    assert not re.search(r"[.:](?=[^\s.:])", re.sub(r"\\.", "x", escaped(words)))


@pytest.mark.parametrize("kind", ["csv", "json", "argdown"])
def test_size_of_the_pages_leaves_no_trace(kind: str) -> None:
    whole = exported(kind, soil(), CONTESTED, size=9)
    assert exported(kind, soil(), CONTESTED, size=1) == whole


def test_empty_ledger_is_a_whole_document() -> None:
    assert json.loads(exported("json")) == {"questions": [], "claims": []}
    assert rows(exported("csv")) == []
    assert exported("markdown") == "# Loose ends\n"
    assert exported("argdown").startswith("===\ntitle: Loose ends\n===\n")


@pytest.mark.parametrize("kind", EXPORTS)
def test_export_can_be_written_as_utf8(kind: str) -> None:
    assert exported(kind, [lone("why \ud800 \u202e?")], CONTESTED).encode()


def test_empty_page_of_claims_adds_nothing_to_markdown() -> None:
    export = EXPORTS["markdown"](NOW)
    assert export.claims([]) == export.questions(page().records) == ""
