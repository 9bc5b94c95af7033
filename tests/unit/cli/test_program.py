import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.unit.cli.terminal import looseends


def test_the_program_says_which_release_it_is() -> None:
    assert looseends("--version").output == f"looseends {version('looseends')}\n"


def test_the_help_names_every_command_of_the_design() -> None:
    told = looseends("--help").output

    wanted = (
        "demo import questions claims why thread resolve reopen dismiss export extract ledger "
        "similar doctor migrate take snooze undo status"
    )
    assert all(f"│ {command} " in told for command in wanted.split())


def test_the_database_may_be_named_before_or_behind_the_command(ledger: Path) -> None:
    before = looseends("--database", ledger, "questions")
    behind = looseends("questions", "--database", ledger)
    joined = looseends("questions", f"--database={ledger}")

    assert before.output == behind.output == joined.output
    assert "spare hose" in before.output


def test_what_comes_after_two_dashes_is_no_option(ledger: Path) -> None:
    result = looseends("--database", ledger, "find", "--", "--database")

    assert result.exit_code == 0


def test_the_environment_names_the_database(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOSEENDS_DATABASE_URL", str(ledger))

    assert "spare hose" in looseends("questions").output


def test_hints_name_the_database_that_was_named(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ledger.parent)

    told = looseends("--database", ledger.name, "questions").output

    assert "looseends --database ends.db why 1" in told


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("why", "99"), 2, "There is no question #99"),
        (("why", "x"), 2, '"x" is no number'),
        (("why", "9" * 30), 2, "is no number"),
        (("snooze", "1", "5 months"), 2, "is no stretch of time"),
        (("thread", "nowhere"), 2, "nowhere"),
        (("import", "--format", "word", "x"), 2, "forum, transcript, discord, matrix, jsonl"),
        (("export", "--format", "word"), 2, "markdown, csv, json, argdown"),
        (("resolve", "1", "--by", "nobody"), 2, "nobody"),
        (("undo", "1"), 2, "nothing to undo"),
    ],
)
def test_wrong_use_is_one_sentence_on_standard_error(
    ledger: Path, words: tuple[str, ...], status: int, told: str
) -> None:
    result = looseends("--database", ledger, *words)

    assert (result.exit_code, result.stdout) == (status, "")
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_cannot_be_opened_is_a_failure_with_a_remedy(tmp_path: Path) -> None:
    other = tmp_path / "photo.db"
    other.write_bytes(b"\x89PNG" * 999)

    result = looseends("--database", other, "questions")

    assert result.exit_code == 1
    assert "no SQLite database" in result.stderr
    assert other.read_bytes() == b"\x89PNG" * 999


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    result = looseends("--database", tmp_path, "questions")

    assert result.exit_code == 1
    assert "is a folder" in result.stderr


def test_a_wrong_setting_is_a_failure_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOOSEENDS_LOG_LEVEL", "loud")

    result = looseends("questions")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "LOOSEENDS_LOG_LEVEL" in result.stderr


def test_a_folder_is_made_for_our_own_database_and_for_no_other(
    own_home: Path, tmp_path: Path
) -> None:
    assert looseends("status").exit_code == 0
    assert (own_home / "looseends" / "looseends.db").exists()

    assert looseends("--database", tmp_path / "typo" / "x.db", "status").exit_code == 1
    assert not (tmp_path / "typo").exists()


def test_what_is_written_is_logged_for_those_who_ask_without_anybodys_words(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOSEENDS_LOG_LEVEL", "info")
    monkeypatch.setenv("LOOSEENDS_LOG_FORMAT", "json")

    result = looseends("--database", ledger, "dismiss", "1")

    line = json.loads(result.stderr)
    assert (line["event"], line["marked"]) == ("marks-recorded", 1)
    assert "liming" not in result.stderr


def run(*words: str | Path, into: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-m", "bot", *words],
        stdin=subprocess.PIPE,
        stdout=into,
        stderr=subprocess.PIPE,
    )


def test_a_reader_who_leaves_early_is_no_error() -> None:
    text = '{"id": "1", "text": "Is it so? Why?"}\n' * 3000
    with run("extract") as program:
        assert program.stdin
        assert program.stdout
        program.stdin.write(text.encode())
        program.stdin.close()
        program.stdout.readline()
        program.stdout.close()

        assert program.stderr
        assert program.stderr.read() == b""


def test_a_pipe_is_utf_8_whatever_the_locale_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii:strict")

    with run("extract") as program:
        told, errors = program.communicate('{"id": "\u00e9\u6c60", "text": "Why?"}\n'.encode())

    assert (program.returncode, errors) == (0, b"")
    assert '"id": "\u00e9\u6c60"' in told.decode("utf-8")


def test_bad_lines_end_with_status_2_and_nothing_on_standard_output() -> None:
    with run("extract") as program:
        told, errors = program.communicate(b'{"id": "1", "text": "Why?"}\nnonsense\n')

    assert (program.returncode, told) == (2, b"")
    assert b"line 2" in errors


def test_standard_output_that_is_no_terminal_gets_plain_text(ledger: Path) -> None:
    with run("--database", ledger, "questions") as program:
        told, _ = program.communicate()

    assert b"\x1b" not in told
    assert all(line == line.rstrip() for line in told.decode().split("\n"))
