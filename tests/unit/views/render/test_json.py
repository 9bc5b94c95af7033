import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from inline_snapshot import snapshot

from bot.errors import NotFound
from bot.model import Backlog, Condition, Coverage, Expense, Pulse, Spending, Title, Usage
from bot.views import (
    View,
    claims_view,
    failed_notice,
    list_view,
    status_view,
    thread_view,
    why_view,
)
from bot.views.render import json_lines
from tests.unit.views.allotment import (
    ASKED_AT,
    NOW,
    PARTLY,
    POST,
    claims,
    page,
    record,
    said,
    soil,
    thread,
)


def lines(view: View) -> list[dict[str, Any]]:
    return [json.loads(line) for line in json_lines(view)]


def test_post_says_what_a_model_calls_it() -> None:
    named = replace(record(), title=Title("Lime on acid beds", "tiny"))
    (plain,), (line,) = (lines(list_view(page(each), now=NOW)) for each in (record(), named))

    assert (plain["post"]["title"], plain["post"]["titled_by"]) == (None, None)
    assert (line["post"]["title"], line["post"]["titled_by"]) == ("Lime on acid beds", "tiny")


def test_question_is_a_ledger_line_with_its_place() -> None:
    (line,) = lines(list_view(page(record(2, PARTLY)), now=NOW))
    post = line.pop("post")
    assert line == snapshot(
        {
            "question": {
                "message": "mira-0",
                "start": 94,
                "end": 157,
                "text": "Is it the compost or the old pine needles that made it so acid?",
            },
            "form": "choice",
            "genuine": 0.97,
            "depends_on": None,
            "state": "partly_answered",
            "waiting_for": "helpers",
            "replies": [
                {
                    "message": "jon-68",
                    "role": "partial",
                    "score": 0.8,
                    "reasons": [{"cue": "some-cue", "weight": 1.0}],
                },
                {"message": "tess-900", "role": "me_too", "score": 1.0, "reasons": []},
            ],
            "reasons": [
                {"cue": "ends-in-question-mark", "weight": 2.0},
                {"cue": "polar-start", "weight": 1.0, "start": 94, "end": 99},
                {"cue": "own-conclusion", "weight": -0.5},
            ],
            "number": 42,
            "author": "mira",
            "channel": "Soil test results",
            "community": "garden",
            "at": "2026-05-02T18:04:00+00:00",
            "context": [],
        }
    )
    assert post["text"] == POST
    assert post["parts"][1] == {"number": 42, "state": "partly_answered"}


def test_dependent_question_carries_what_it_needs() -> None:
    (line,) = lines(list_view(page(record(3)), now=NOW))
    needed = "Is it the compost or the old pine needles that made it so acid?"
    assert line["depends_on"]["text"] == needed
    assert [each["text"] for each in line["context"]] == [needed]


def test_list_gives_a_line_a_question() -> None:
    view = list_view(page(*soil()), now=NOW)
    assert [line["number"] for line in lines(view)] == [41, 42, 43]


def test_why_adds_the_reasons_in_words() -> None:
    (line,) = lines(why_view(record(2, PARTLY), now=NOW))
    assert line["number"] == 42
    assert line["why"] == snapshot(
        {
            "question": [
                "ends in a question mark",
                'opens with "Is it"',
                "though the writer's own conclusion follows",
            ],
            "state": [],
            "counted": [
                {
                    "author": "jon",
                    "at": "2026-05-02T19:12:00+00:00",
                    "quote": "most likely the needles, but compost from bark can do it too",
                    "verdict": "answers it only in part",
                    "why": ["some cue"],
                }
            ],
            "not_counted": [
                {
                    "author": "tess",
                    "at": "2026-05-03T09:04:00+00:00",
                    "quote": "mine is acid too!",
                    "verdict": "has the same question",
                    "why": [],
                }
            ],
            "marks": [],
            "next": 'It becomes "answered" with a plain answer, "resolved" when mira accepts one.',
        }
    )


def test_claim_is_a_line_with_what_contests_it() -> None:
    (line,) = lines(claims_view(claims(said("ana", "no, 6.2", minutes=5)), now=NOW))
    assert line == snapshot(
        {
            "claim": {
                "message": "mira-0",
                "start": 0,
                "end": 41,
                "text": "The report says pH 5.1 in the lower beds.",
            },
            "certainty": "hedged",
            "attributed_to": "the report",
            "score": 1.0,
            "author": "mira",
            "channel": "Soil test results",
            "community": "garden",
            "at": "2026-05-02T18:04:00+00:00",
            "link": "https://forum.example/t/41",
            "contested_by": [
                {
                    "message": "ana-5",
                    "author": "ana",
                    "at": "2026-05-02T18:09:00+00:00",
                    "text": "no, 6.2",
                }
            ],
            "reasons": [],
        }
    )


def test_thread_is_one_line() -> None:
    (line,) = lines(thread_view(thread(*soil()), now=NOW))
    assert {
        key: value if isinstance(value, str) else len(value) for key, value in line.items()
    } == (
        snapshot(
            {
                "channel": "Soil test results",
                "missing": 3,
                "settled": 0,
                "rhetorical": 0,
                "claims": 1,
            }
        )
    )


@pytest.mark.parametrize("moment", [ASKED_AT, None])
def test_status_is_exact(moment: datetime | None) -> None:
    (line,) = lines(status_view(Coverage(1, 2, 3, 4, moment, moment), now=NOW))
    assert line["messages"] == 3
    assert line["read_from"] == (moment and "2026-05-02T18:04:00+00:00")


def test_status_tells_how_the_house_is() -> None:
    condition = Condition(
        "1.2.3",
        "0042",
        Pulse(7, timedelta(seconds=2.5), NOW),
        Expense("tiny", Spending(1, Usage(10, 2), 4, Decimal("0.01")), 500, Backlog(waiting=3)),
    )
    status = status_view(Coverage(1, 2, 3, 4, None, None), now=NOW, condition=condition)

    (line,) = lines(status)

    assert (line["release"], line["schema"], line["copied"]) == ("1.2.3", "0042", None)
    assert line["pulse"] == {
        "waiting": 7,
        "lag": 2.5,
        "unwritable_since": NOW.isoformat(),
    }
    assert (line["expense"]["today"]["money"], line["expense"]["backlog"]["waiting"]) == ("0.01", 3)


def test_notice_is_a_line() -> None:
    assert lines(failed_notice(NotFound("There is no #7."))) == snapshot(
        [{"kind": "failed", "sentence": "There is no #7.", "remedy": ""}]
    )


def test_unseen_characters_are_escaped_and_come_back_exact() -> None:
    hostile = "why\u202e?\ud800\u200b \x9b"
    stored = record(message=said("mira", hostile * 100))
    (text,) = json_lines(list_view(page(stored), now=NOW))
    assert not set("\u202e\ud800\u200b\x9b") & set(text)
    assert json.loads(text)["post"]["text"] == hostile * 100
