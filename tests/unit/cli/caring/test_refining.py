"""`looseends refine`: what waits for the model is read, now."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest

from bot import modelling
from bot.llm.assembled import Model
from bot.ports import Consent, Purse
from bot.settings import LlmSettings
from tests.unit.cli.terminal import looseends, written
from tests.unit.llm.double import Double, by_text

TALK = """\
[08:02] <mira> how to start the pump
[13:30] <jon> the shed is painted, it looks good
"""
ASKS = by_text({"how to start the pump": [{"kind": "question", "form": "wh"}]})


def set_up(monkeypatch: pytest.MonkeyPatch) -> Double:
    """A model behind a double, which reads along wherever people talk."""
    double, original = Double(ASKS), modelling.model_of
    for name, value in (
        ("EXTRACTOR", "hybrid"),
        ("LLM__BASE_URL", "http://model.example/v1"),
        ("LLM__MODEL", "tiny"),
        ("LLM__CHANNELS", "*"),
        ("LLM__ATTEMPTS", "1"),
    ):
        monkeypatch.setenv(f"LOOSEENDS_{name}", value)

    def model_of(
        llm: LlmSettings, key: bytes, purse: Purse, consent: Consent, _wire: None
    ) -> AbstractAsyncContextManager[Model]:
        return original(llm, key, purse, consent, httpx.MockTransport(double))

    monkeypatch.setattr(modelling, "model_of", model_of)
    return double


def test_what_waits_is_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    double = set_up(monkeypatch)
    looseends("import", written(tmp_path, text=TALK))

    first, second = looseends("refine"), looseends("refine")

    assert "Read 1 message, judged 0 replies." in first.stdout
    assert "Today 1 call to the model took 460 tokens." in first.stdout
    assert "Read 0 messages" in second.stdout
    assert len(double.requests) == 1
    assert "mira" not in double.sent


def test_why_names_the_model_and_says_where_it_had_no_say_yet(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_up(monkeypatch)
    looseends("import", written(tmp_path, text=TALK))
    before = " ".join(looseends("why", "1").stdout.split())
    looseends("refine")

    after = " ".join(looseends("why", "1").stdout.split())
    assert "judged by the rules alone" in before
    assert "tiny-1" in after
    assert "judged by the rules alone" not in after


def test_model_that_is_away_is_told_of_and_asked_again_later(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    double = set_up(monkeypatch)
    double.script = lambda _: httpx.ConnectError("no route")
    looseends("import", written(tmp_path, text=TALK))
    failed = looseends("refine")

    double.script = ASKS

    assert failed.exit_code == 1
    assert "cannot be reached" in failed.stderr
    assert "Read 1 message" in looseends("refine").stdout


def test_spent_budget_leaves_messages_waiting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    set_up(monkeypatch)
    monkeypatch.setenv("LOOSEENDS_LLM__TOKENS_A_DAY", "10")
    looseends("import", written(tmp_path, text=TALK))

    told = " ".join(looseends("refine").stdout.split())

    assert "Still waiting: 1 message." in told
    assert "What may be spent on the language model today is spent." in told


def test_without_a_model_it_says_what_to_set(tmp_path: Path) -> None:
    result = looseends("refine")

    assert result.exit_code == 1
    assert "LOOSEENDS_EXTRACTOR is rules" in result.stderr


def test_what_was_there_before_the_model_is_read_where_somebody_asks_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    looseends("import", written(tmp_path, text=TALK))
    double = set_up(monkeypatch)
    before, untouched = looseends("status").stdout, looseends("refine").stdout

    told = [looseends("refine", "--back", "520w").stdout for _ in range(2)]

    assert "all so far" in before
    assert "Read 0 messages" in untouched
    assert "Put 1 older message in the queue. Read 1 message" in told[0]
    assert "Put 0 older messages in the queue. Read 0 messages" in told[1]
    assert len(double.requests) == 1
    assert "all so far" not in looseends("status").stdout


def test_age_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch)

    result = looseends("refine", "--back", "long")

    assert result.exit_code == 2
    assert "is no stretch of time" in result.stderr
