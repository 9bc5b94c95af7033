"""`looseends doctor` says whether the model can be reached, is known, and is of use."""

import httpx
import pytest

from bot.cli.caring.doctor import Health
from bot.cli.caring.model_checkup import model
from bot.settings import Settings
from tests.unit.cli.terminal import looseends
from tests.unit.llm.double import Double, Line, Script, Told, item


def settings(extractor: str = "hybrid", **llm: object) -> Settings:
    given = {"base_url": "http://model.example/v1", "model": "tiny", "channels": "*", "attempts": 1}
    return Settings(extractor=extractor, llm={**given, **llm})  # pyright: ignore[reportArgumentType]


def attentive(lines: list[Line]) -> list[Line]:
    return [item(line, "question", form="polar") for line in lines]


def found(script: Script, of: Settings | None = None) -> tuple[Health, str]:
    finding = model(of or settings(), httpx.MockTransport(Double(script)))
    return finding.health, f"{finding.words} {finding.remedy}".strip()


def test_model_that_answers_is_well() -> None:
    assert found(attentive) == (Health.OK, "tiny answers; it keeps to a JSON schema.")


def test_rung_on_which_it_answers_is_told() -> None:
    double = Double(attentive)

    def plain_only(request: httpx.Request) -> httpx.Response:
        if b"response_format" in request.content:
            return httpx.Response(400, json={"error": {"message": "response_format: unknown"}})
        return double(request)

    finding = model(settings(), httpx.MockTransport(plain_only))

    assert finding.words == "tiny answers; it is asked in words alone."


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (httpx.ConnectError("no route"), "cannot be reached"),
        (httpx.Response(401, json={"error": {"message": "no such key"}}), "key"),
        (httpx.Response(404, json={"error": {"message": "model not found"}}), "model"),
    ],
)
def test_model_that_does_not_answer_fails_and_says_why(told: Told, words: str) -> None:
    health, said = found(lambda _: told)

    assert health is Health.FAIL
    assert words in said


def test_model_that_says_nothing_of_use_is_warned_of() -> None:
    def prose(_lines: list[Line]) -> str:
        return "Sure! Here is what I think of this lovely chat."

    health, said = found(prose)

    assert health is not Health.OK
    assert said


def test_channels_that_are_missing_are_asked_for() -> None:
    health, said = found(attentive, settings(channels=""))

    assert health is Health.WARN
    assert "LOOSEENDS_LLM__CHANNELS" in said


def test_extractor_without_a_model_fails() -> None:
    health, said = found(attentive, settings(base_url=""))

    assert health is Health.FAIL
    assert "LOOSEENDS_LLM__BASE_URL" in said


def test_doctor_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "model" not in looseends("doctor").stdout

    monkeypatch.setenv("LOOSEENDS_EXTRACTOR", "llm")

    result = looseends("doctor")
    assert "LOOSEENDS_LLM__BASE_URL" in result.stdout
    assert result.exit_code == 1
