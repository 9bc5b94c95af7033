"""The verbs that split messages do so by whichever extractor is named."""

import json
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest

from bot import modelling
from bot.cli.piping.splitting import told
from bot.llm.assembled import Model
from bot.model import Act, Form, Message, Other, Question, Reason, Span, Spending, Usage
from bot.ports import Consent, Purse
from bot.settings import LlmSettings
from tests.unit.cli.terminal import looseends
from tests.unit.llm.double import Double, Script, by_text

UNCLEAR = "the pump is loud then"
TEXTS = f'{{"id": "1", "text": "{UNCLEAR}"}}\n{{"id": "2", "text": "ok thanks"}}\n'
TALK = (
    f'{{"id": "1", "text": "{UNCLEAR}", "author": "ada", "channel": "sheds", '
    '"at": "2026-05-02T09:00:00Z"}\n'
)
LABELLED = TALK.replace('"at"', '"gold": {"asks": true}, "at"')
ASKS = by_text({UNCLEAR: [{"kind": "question", "form": "declarative"}]})


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Double:
    """A model that takes the unclear text for a question."""
    return set_up(monkeypatch, ASKS)


def set_up(monkeypatch: pytest.MonkeyPatch, script: Script) -> Double:
    double = Double(script)
    original = modelling.model_of

    def model_of(
        llm: LlmSettings, key: bytes, purse: Purse, consent: Consent, _wire: None
    ) -> AbstractAsyncContextManager[Model]:
        return original(llm, key, purse, consent, httpx.MockTransport(double))

    monkeypatch.setenv("LOOSEENDS_LLM__BASE_URL", "http://model.example/v1")
    monkeypatch.setenv("LOOSEENDS_LLM__MODEL", "tiny")
    monkeypatch.setenv("LOOSEENDS_LLM__ATTEMPTS", "1")
    monkeypatch.setattr(modelling, "model_of", model_of)
    return double


class Shouting:
    """A plug-in for which every text asks."""

    version = "1"

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        return [(Question(span=Span(0, len(m.text)), form=Form.TAG),) for m in messages]


def kinds(output: str) -> list[list[str]]:
    return [[s["kind"] for s in json.loads(x)["segments"]] for x in output.splitlines()]


def test_extract_asks_the_model(endpoint: Double) -> None:
    result = looseends("extract", "--extractor", "llm", typed=TEXTS)

    assert kinds(result.stdout)[0] == ["question"]
    assert "1 call to the model took 460 tokens." in result.stderr
    assert "ok thanks" in endpoint.sent


def test_hybrid_asks_only_about_what_the_rules_are_unsure_of(endpoint: Double) -> None:
    unsure = '{"id": "3", "text": "how to start the pump"}\n'

    looseends("extract", "--extractor", "hybrid", typed=TEXTS + unsure)

    assert "how to start the pump" in endpoint.sent
    assert "ok thanks" not in endpoint.sent
    assert UNCLEAR not in endpoint.sent


def test_rules_send_nothing(endpoint: Double) -> None:
    assert looseends("extract", typed=TEXTS).exit_code == 0
    assert looseends("ledger", typed=TALK).exit_code == 0

    assert not endpoint.requests


def test_ledger_asks_the_model(endpoint: Double) -> None:
    assert not looseends("ledger", typed=TALK).stdout

    [line] = looseends("ledger", "--extractor", "llm", typed=TALK).stdout.splitlines()

    assert json.loads(line)["question"]["text"] == UNCLEAR
    assert endpoint.requests


def test_eval_compares_the_model_with_labels(endpoint: Double, tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(LABELLED, "utf-8")

    by_rules, by_model = (
        looseends("eval", file, "--extractor", name).stdout for name in ("rules", "llm")
    )

    assert "The rules beside the labels of gold.jsonl" in by_rules
    assert "The extractor llm beside the labels of gold.jsonl" in by_model
    assert "Of 1 message that ask something, none was found" in by_rules
    assert "Of 1 message that ask something, 1 was found" in by_model
    assert endpoint.requests


def test_eval_by_marks_takes_no_other_extractor() -> None:
    result = looseends("eval", "--extractor", "llm")

    assert result.exit_code == 2
    assert "FILE" in result.stderr


def test_model_that_is_away_leaves_the_rules_alone_and_is_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_up(monkeypatch, lambda _: httpx.ConnectError("no route"))

    result = looseends("extract", "--extractor", "llm", typed=TEXTS)

    assert kinds(result.stdout) == kinds(looseends("extract", typed=TEXTS).stdout)
    assert "The rules were alone on 2 messages: model-away." in result.stderr


def test_model_that_is_not_set_up_is_a_wrong_setting() -> None:
    result = looseends("extract", "--extractor", "llm", typed=TEXTS)

    assert result.exit_code != 0
    assert "LOOSEENDS_LLM__BASE_URL" in result.stderr
    assert not result.stdout


def test_plug_in_splits_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modelling, "plugged_in", lambda _name: Shouting())

    result = looseends("extract", "--extractor", "shouting", typed=TEXTS)

    assert kinds(result.stdout) == [["question"], ["question"]]
    assert not result.stderr


def test_unknown_extractor_is_refused() -> None:
    result = looseends("extract", "--extractor", "guesses", typed=TEXTS)

    assert result.exit_code != 0
    assert 'There is no extractor "guesses"' in result.stderr


def test_cost_is_told_only_where_it_is_known() -> None:
    known = Spending(2, Usage(1_000, 200), 0)
    alone = (Other(span=Span(0, 1), reasons=(Reason("rules-alone", 0.0, None, "model-away"),)),)

    assert "which cost 0." in told(known, [])
    assert told(Spending(2, Usage(1_000, 200), 0, None), [alone]) == (
        "2 calls to the model took 1,200 tokens. The rules were alone on 1 message: model-away."
    )
