"""`looseends eval`: how right the rules are, told to people and to scripts."""

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.structure.tree import ROOT, read
from tests.unit.cli.terminal import looseends
from tests.unit.cli.terminal import written as transcript

Row = dict[str, Any]

ASKED: Row = {
    "id": "1",
    "channel": "pond",
    "author": "ada",
    "at": "2026-03-01T10:00:00Z",
    "text": "The pump hums all night. Which valve do I close first?",
    "gold": {"questions": [{"text": "Which valve do I close first?", "state": "open"}]},
}
TALK: Row = {
    "id": "2",
    "channel": "pond",
    "author": "ben",
    "at": "2026-03-01T10:05:00Z",
    "text": "The herons are back.",
    "gold": {"asks": False, "claims": [{"start": 0, "end": 20}], "parents": []},
}


def written(folder: Path, *rows: Row | str) -> Path:
    file = folder / "pond.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file


def scores(file: Path, typed: str | None = None) -> dict[tuple[str | None, str], Row]:
    result = looseends("eval", "--json", file, typed=typed)
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return {(row["channel"], row["measure"]): row for row in rows}


def labelled(row: Row, **gold: object) -> Row:
    return row | {"gold": gold}


def test_eval_tells_each_measure_as_a_sentence(tmp_path: Path) -> None:
    file = written(tmp_path, ASKED, TALK)

    found = scores(file)
    page = " ".join(looseends("eval", file).stdout.split())

    told = "Of 1 question that your labels name, 1 was found. Only 1: read with care."
    assert found[None, "questions"]["sentence"] == told
    assert "the labels of pond.jsonl · 2 labelled messages · 1 channel" in page
    assert "Of 1 question that your labels name, 1 was found." in page
    assert "By channel" not in page


def test_eval_gives_scripts_all_measures_and_their_counts(tmp_path: Path) -> None:
    found = scores(written(tmp_path, ASKED, TALK))

    assert {measure for _, measure in found} == {
        *("asks", "asks_unmarked", "questions", "genuine", "state", "unresolved"),
        *("claims", "links"),
    }
    row = found[None, "questions"]
    assert (row["right"], row["listed"], row["named"]) == (1, 1, 1)
    assert (row["precision"], row["recall"], row["f1"]) == (1.0, 1.0, 1.0)
    assert row["recall_between"] == pytest.approx([0.207, 1.0], abs=0.001)
    assert found["pond", "questions"] == row | {"channel": "pond"}


def test_eval_counts_what_is_missed_and_what_is_listed_besides(tmp_path: Path) -> None:
    quiet = labelled(ASKED, questions=[{"text": "The pump hums all night."}])

    row = scores(written(tmp_path, quiet))[None, "questions"]

    assert (row["right"], row["listed"], row["named"]) == (0, 1, 1)
    assert "none was found; 1 was listed besides" in row["sentence"]


@pytest.mark.parametrize(("named", "warned"), [(1, True), (19, True), (20, False)])
def test_few_cases_are_to_be_read_with_care(tmp_path: Path, named: int, warned: bool) -> None:
    rows = [ASKED | {"id": str(number)} for number in range(named)]

    sentence = scores(written(tmp_path, *rows))[None, "questions"]["sentence"]

    assert (f"Only {named}: read with care." in sentence) is warned


def test_eval_takes_the_question_marks_out_of_every_script(tmp_path: Path) -> None:
    texts = ("really?", "really？", "really؟")
    rows = [labelled(TALK | {"id": t, "text": t}, asks=True) for t in texts]

    found = scores(written(tmp_path, *rows))

    assert found[None, "asks"]["right"] == 3
    assert found[None, "asks_unmarked"]["listed"] == 0


def test_eval_tells_several_channels_apart(tmp_path: Path) -> None:
    file = written(tmp_path, ASKED, ASKED | {"channel": "shed"}, TALK | {"channel": "hall"})

    found = scores(file)
    page = looseends("eval", file).stdout

    assert found[None, "questions"]["named"] == 2
    assert found["shed", "questions"]["named"] == 1
    assert re.search(r"^ +pond +100 \(1\) +100 \(1\) +100 \(1\)$", page, re.MULTILINE)
    assert re.search(r"^ +hall +100 \(1\)$", page, re.MULTILINE)


def test_a_page_names_the_largest_channels_and_counts_the_others(tmp_path: Path) -> None:
    rows = [ASKED | {"channel": f"pond {number}"} for number in range(22)]

    page = looseends("eval", written(tmp_path, *rows)).stdout

    assert len(re.findall(r"^ +pond \d+ ", page, re.MULTILINE)) == 20
    assert "and 2 channels more: --json" in page


def test_eval_tells_which_states_are_mistaken(tmp_path: Path) -> None:
    settled = {"text": "Which valve do I close first?", "state": "partly_answered"}

    page = looseends("eval", written(tmp_path, labelled(ASKED, questions=[settled]))).stdout

    assert "partly answered taken for open (1)" in page


def test_eval_reads_standard_input(tmp_path: Path) -> None:
    typed = written(tmp_path, ASKED).read_text("utf-8")

    assert scores(Path("-"), typed)[None, "questions"]["right"] == 1


def test_a_thread_may_stand_in_one_line(tmp_path: Path) -> None:
    messages = [{key: row[key] for key in row if key != "gold"} for row in (ASKED, TALK)]
    questions = [{"message": "1", "text": "Which valve do I close first?"}]
    thread = {"messages": messages, "gold": {"questions": questions, "claims": []}}

    found = scores(written(tmp_path, thread))

    assert found[None, "questions"]["right"] == 1
    assert found[None, "asks"]["named"] == 1
    assert found[None, "claims"]["named"] == 0


def test_replies_may_be_named_before_they_are_read(tmp_path: Path) -> None:
    answer = TALK | {"text": "Close the upper valve first.", "reply_to": "1"}
    question = ASKED["gold"]["questions"][0] | {"replies": [{"message": "2", "role": "answer"}]}

    found = scores(written(tmp_path, labelled(ASKED, questions=[question]), answer))

    assert found[None, "roles"]["named"] == 1


@pytest.mark.parametrize("gold", sorted((ROOT / "seeds").glob("*.gold.json")), ids=lambda p: p.name)
def test_labels_may_lie_beside_a_file_that_can_be_imported(gold: Path) -> None:
    named = len(json.loads(gold.read_text("utf-8"))["questions"])

    row = scores(gold)[None, "questions"]

    assert row["named"] == named
    assert row["right"] >= 0.8 * named


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (["nonsense"], "line 1: Invalid JSON"),
        ([ASKED, {"id": "2"}], 'line 2: "text": Field required'),
        ([labelled(ASKED, questions=[{}])], 'line 1: question 1: "text": missing'),
        ([labelled(ASKED, claims=[{"text": "no"}])], 'claim 1: "text" stands nowhere in the'),
        ([labelled(ASKED, claims=[{"text": "e"}])], 'claim 1: "text" stands more than once in'),
        ([labelled(ASKED, claims=[{"start": 9, "end": 90}])], '"start" and "end" do not lie'),
        ([labelled(ASKED, claims=[{"start": 9, "end": 9}])], '"start" and "end" do not lie'),
        ([labelled(ASKED, parents=["9"])], '"message": there is no such message'),
        ([labelled(ASKED, parents=[2])], '"message": there is no such message'),
        ([labelled(ASKED, questions=[{"text": "?", "state": "solved"}])], "state"),
        ([ASKED, ASKED], 'line 2: "id": stands twice in its channel'),
        ([{"messages": [ASKED], "gold": {"claims": [{"text": "?"}]}}], '"message": missing'),
        ([{"messages": [ASKED], "gold": {"parents": []}}], "said of one message only"),
        ([{"messages": [ASKED], "gold": {"asks": True}}], "said of one message only"),
        ([TALK | {"gold": None}], "nobody says anything of its messages"),
        ([""], "nobody says anything of its messages"),
        (['{"file": "pond.txt", "asks": "often"}'], '"asks": '),
        (['{"file": "no-such-file.txt", "claims": []}'], "no-such-file.txt: cannot be opened"),
    ],
)
def test_a_wrong_label_is_named_with_its_line_and_a_remedy(
    tmp_path: Path, rows: Sequence[Row | str], complaint: str
) -> None:
    result = looseends("eval", written(tmp_path, *rows))

    told = " ".join(result.stderr.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in told
    assert "docs/evaluation.md" in told or "Check the name" in told


def test_a_complaint_quotes_nobody(tmp_path: Path) -> None:
    wrong = labelled(ASKED, questions=[{"text": "a secret of mine"}])

    assert "secret" not in looseends("eval", written(tmp_path, wrong)).stderr


def test_a_file_that_is_not_there_is_named() -> None:
    result = looseends("eval", "no-such-file.jsonl")

    assert result.exit_code == 2
    assert "no-such-file.jsonl: cannot be opened" in " ".join(result.stderr.split())


def test_the_example_of_the_docs_is_what_eval_reads(tmp_path: Path) -> None:
    page = read("docs/evaluation.md")
    (example,) = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)

    found = scores(written(tmp_path, example.rstrip("\n")))

    assert found[None, "questions"]["right"] == found[None, "questions"]["named"] == 2
    assert {measure for channel, measure in found if channel} >= {"roles", "links", "claims"}


def test_without_a_file_the_marks_are_compared_with_the_rules(ledger: Path) -> None:
    for words in (("dismiss", "1"), ("resolve", "2")):
        assert looseends("--database", ledger, *words).exit_code == 0

    result = looseends("eval", "--database", ledger)
    lines = looseends("eval", "--database", ledger, "--json").stdout.splitlines()

    told = " ".join(result.stdout.split())
    assert (result.exit_code, result.stderr) == (0, "")
    assert "what people marked · 2 marked messages · 2 questions in the ledger" in told
    assert "What nobody marked says nothing" in told
    questions, settled = [json.loads(line)["sentence"] for line in lines[:2]]
    assert "1 was listed by the rules themselves; 1 was listed and dismissed by people" in questions
    assert "Of 1 question that people settled, none was settled by what was said" in settled


def test_the_rules_are_judged_without_the_marks(ledger: Path) -> None:
    assert looseends("--database", ledger, "reopen", "1").exit_code == 0

    result = looseends("--database", ledger, "eval", "--json")

    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["channel"], row["measure"]) for row in rows] == [
        (None, "questions"),
        ("beds", "questions"),
    ]
    assert rows[0]["right"] == 1


def test_channels_of_one_name_are_told_apart_by_their_community(tmp_path: Path) -> None:
    database = tmp_path / "ends.db"
    for community in ("garden", "town"):
        file = transcript(tmp_path)
        imported = looseends("--database", database, "import", "--community", community, file)
        assert imported.exit_code == 0
        marked = looseends("--database", database, "dismiss", "1", "--community", community)
        assert marked.exit_code == 0

    page = looseends("--database", database, "eval").stdout

    assert "beds (garden)" in page
    assert "beds (town)" in page


def test_where_nobody_marked_anything_eval_says_what_to_do(ledger: Path) -> None:
    result = looseends("--database", ledger, "eval")

    assert result.exit_code == 0
    assert "Nobody has marked anything yet" in result.stdout
    assert "looseends eval FILE" in result.stdout
    assert looseends("--database", ledger, "eval", "--json").stdout == ""


def test_a_mark_whose_words_are_gone_is_told(ledger: Path) -> None:
    assert looseends("--database", ledger, "dismiss", "1").exit_code == 0
    with closing(sqlite3.connect(ledger)) as database, database:
        database.execute("UPDATE mark SET quote = 'Is the organ in tune?'")

    told = " ".join(looseends("--database", ledger, "eval").stdout.split())

    assert "1 mark could not be compared" in told
