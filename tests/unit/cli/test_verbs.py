import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.verbs import TERMINAL, number
from bot.commands import VERBS
from bot.errors import WrongUse
from tests.unit.cli.terminal import looseends, written


@pytest.fixture
def database(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger that the environment names."""
    monkeypatch.setenv("LOOSEENDS_DATABASE_URL", str(ledger))
    return ledger


def numbers(*words: str) -> list[int]:
    result = looseends(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return [json.loads(line)["number"] for line in result.stdout.splitlines()]


def test_every_verb_is_on_the_terminal() -> None:
    spoken = {(group, name) for group, name, _ in TERMINAL.values()}

    # On the terminal, claims in a channel are `claims --channel`.
    assert spoken | {("claims", "in")} == {(verb.group, verb.name) for verb in VERBS}


@pytest.mark.parametrize("command", TERMINAL)
def test_every_command_explains_all_that_its_verb_takes(command: str) -> None:
    group, name, _ = TERMINAL[command]
    verb = next(verb for verb in VERBS if (verb.group, verb.name) == (group, name))

    told = looseends(*command.split(), "--help").output

    for parameter in verb.parameters:
        place = "TIME" if parameter.type is timedelta else parameter.name.upper()
        flag = f"--{parameter.name.replace('_', '-')}"
        assert (place if parameter.positional else flag) in told
        assert " ".join(parameter.help.split()[:3]) in told


@pytest.mark.parametrize(("typed", "meant"), [("42", 42), ("#42", 42), ("0", 0)])
def test_a_number_is_read_as_people_type_it(typed: str, meant: int) -> None:
    assert number(typed) == meant


@pytest.mark.parametrize("typed", ["", "#", "-1", "4.2", "٤٢", "9" * 10, "forty"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(WrongUse, match="is no number"):
        number(typed)


@pytest.mark.usefixtures("database")
def test_questions_are_narrowed_by_every_option() -> None:
    assert len(numbers("questions")) == 2
    assert numbers("questions", "--asker", "dov") == numbers("questions", "--text", "hose")
    assert numbers("questions", "--channel", "beds") == numbers("questions")
    assert numbers("questions", "--state", "dismissed", "--state", "withdrawn") == []
    assert numbers("questions", "--older-than", "9w") == []
    assert len(numbers("questions", "--limit", "1")) == 1
    newest, oldest = numbers("questions", "--order", "newest"), numbers("questions")
    assert newest == oldest[::-1]
    assert numbers("questions", "--skip", "1") == oldest[1:]
    assert numbers("questions", "--community", "another") == []


@pytest.mark.usefixtures("database")
def test_json_gives_a_line_each_with_the_fields_that_scripts_need() -> None:
    first = json.loads(looseends("questions", "--json").stdout.splitlines()[0])

    assert {
        "question",
        "form",
        "genuine",
        "depends_on",
        "state",
        "waiting_for",
        "replies",
        "reasons",
        "number",
        "author",
        "channel",
        "at",
        "context",
        "post",
    } <= first.keys()


def test_json_without_a_limit_gives_all_of_a_long_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.verbs._CHUNK", 10)
    lines = [f"[{9 + n // 60:02}:{n % 60:02}] <p{n}> which colour has lamp {n}?" for n in range(25)]
    talk = written(tmp_path, text="\n".join(lines))
    database = tmp_path / "lamps.db"
    looseends("--database", database, "import", talk)

    result = looseends("--database", database, "find", "lamp", "--json")

    assert len(set(result.stdout.splitlines())) == 25


@pytest.mark.usefixtures("database")
def test_mine_are_the_questions_of_whoever_the_settings_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert numbers("mine") == []

    monkeypatch.setenv("LOOSEENDS_ME", "dov")

    assert numbers("mine") == numbers("find", "hose")


@pytest.mark.usefixtures("database")
def test_a_verdict_changes_the_list_and_undo_restores_it() -> None:
    before = numbers("questions")
    [hose] = numbers("find", "hose")

    dismissed = looseends("dismiss", f"#{hose}")
    assert dismissed.exit_code == 0
    assert f"undo {hose}" in dismissed.output
    assert numbers("questions") == [number for number in before if number != hose]

    assert looseends("undo", str(hose)).exit_code == 0
    assert numbers("questions") == before


@pytest.mark.usefixtures("database")
def test_a_question_is_settled_by_the_one_who_answered() -> None:
    [hose] = numbers("find", "hose")

    settled = looseends("resolve", str(hose))

    assert settled.exit_code == 0
    assert "resolved" in settled.output
    assert numbers("questions", "--state", "resolved") == [hose]

    assert looseends("reopen", str(hose)).exit_code == 0
    assert hose in numbers("questions")


@pytest.mark.usefixtures("database")
def test_a_snoozed_question_is_off_the_list() -> None:
    [hose] = numbers("find", "hose")

    assert looseends("snooze", str(hose), "2w").exit_code == 0

    assert hose not in numbers("questions")
    assert hose in numbers("find", "hose")


@pytest.mark.usefixtures("database")
def test_a_taken_question_stays_on_the_list_with_its_taker() -> None:
    [hose] = numbers("find", "hose")

    assert looseends("take", str(hose), "12h").exit_code == 0

    assert "(keeper) is on it" in looseends("show", str(hose)).output


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("words", [("status",), ("claims",), ("thread", "beds"), ("why", "1")])
def test_every_reading_verb_speaks_json(words: tuple[str, ...]) -> None:
    result = looseends(*words, "--json")

    assert result.exit_code == 0, result.stderr
    assert all(json.loads(line) for line in result.stdout.splitlines())
