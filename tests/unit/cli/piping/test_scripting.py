import json

from tests.unit.cli.terminal import looseends

MESSAGES = (
    '{"id": "1", "text": "is the shed open?", "author": "ada", "channel": "sheds", '
    '"at": "2026-05-02T09:00:00Z"}\n'
    '{"id": "2", "text": "yes, until six", "author": "bo", "channel": "sheds", '
    '"at": "2026-05-02T09:01:00Z", "reply_to": "1"}\n'
)


def test_extract_gives_a_line_a_message() -> None:
    result = looseends("extract", typed='{"id": "1", "text": "is the shed open?"}\n')

    [line] = result.stdout.splitlines()
    assert json.loads(line)["segments"][0]["kind"] == "question"


def test_ledger_gives_a_line_a_question() -> None:
    [line] = looseends("ledger", typed=MESSAGES).stdout.splitlines()

    assert json.loads(line)["question"]["text"] == "is the shed open?"


def test_ledger_gives_the_reply_graph_on_demand() -> None:
    lines = looseends("ledger", "--links", typed=MESSAGES).stdout.splitlines()

    assert [json.loads(line)["id"] for line in lines] == ["1", "2"]
    assert json.loads(lines[1])["parents"] == ["1"]


def test_similar_tells_whether_two_texts_ask_the_same() -> None:
    pair = '{"id": "p", "a": "is the shed open?", "b": "is the shed open?"}\n'

    [line] = looseends("similar", typed=pair).stdout.splitlines()

    assert json.loads(line)["same"] is True


def test_a_bad_line_is_wrong_use_that_names_the_line() -> None:
    result = looseends("similar", typed='{"id": "p"}\n')

    assert (result.exit_code, result.stdout) == (2, "")
    assert "line 1" in result.stderr
