"""The key of the language model is told to the endpoint, and to nobody else."""

import io
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from traceback import TracebackException

import httpx
import pytest

from bot import logs, modelling
from bot.cli.caring import model_checkup
from bot.llm.assembled import Model
from bot.model import Excerpt
from bot.ports import Consent, Purse
from bot.settings import LlmSettings, Settings
from tests.unit.cli.terminal import looseends, written
from tests.unit.llm.double import KEY, Double, Line, asked, item, message

TALK = "[08:02] <mira> how to start the pump\n[13:30] <jon> the shed is painted, it looks good\n"


def attentive(lines: list[Line]) -> list[Line]:
    return [item(line, "question", form="wh") for line in lines if not line.get("context")]


def echoing(_lines: list[Line]) -> httpx.Response:
    return httpx.Response(401, text=f"the key {KEY} is wrong")


def breaking(_lines: list[Line]) -> httpx.ConnectError:
    return httpx.ConnectError(f"Authorization: Bearer {KEY}")


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Double:
    """A model behind a double that sees the key of the settings."""
    double, original = Double(attentive), modelling.model_of
    for name, value in (
        ("EXTRACTOR", "hybrid"),
        ("LOG_LEVEL", "debug"),
        ("LLM__BASE_URL", "http://model.example/v1"),
        ("LLM__API_KEY", KEY),
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
    monkeypatch.setattr(model_checkup, "model_of", model_of)
    return double


@pytest.mark.parametrize("script", [attentive, echoing, breaking])
def test_no_command_and_no_file_tells_the_key(
    double: Double, script: Callable[[list[Line]], object], tmp_path: Path
) -> None:
    double.script = script  # pyright: ignore[reportAttributeAccessIssue]  (one of these)
    (talk := tmp_path / "talk.jsonl").write_text('{"id": "1", "text": "how to start the pump"}\n')
    commands = [
        ("import", written(tmp_path, text=TALK)),
        ("refine",),
        ("status",),
        ("doctor",),
        ("questions",),
        ("why", "1"),
        ("export", "--format", "json"),
    ]

    results = [looseends("--database", tmp_path / "ends.db", *words) for words in commands]
    results.append(looseends("extract", "--extractor", "llm", typed=talk.read_bytes()))

    assert f"Bearer {KEY}" in double.sent
    told = [f"{result.stdout}{result.stderr}{result.exception!r}" for result in results]
    assert not any(KEY in each for each in told)
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.read_bytes().startswith(b"SQLite format 3") for path in left)
    assert not any(KEY.encode() in path.read_bytes() for path in left)


async def test_trace_of_a_crash_in_the_middle_of_a_call_holds_no_key() -> None:
    """With the values of all names in it, as some tools print them."""
    heard, trace = io.StringIO(), ""
    logs.configure("debug", "json", heard)

    def crash(_lines: list[Line]) -> list[Line]:
        raise ZeroDivisionError

    async with asked(Double(crash)) as model:
        try:
            await model.reader.read(Excerpt((message("how to start the pump"),)))
        except ZeroDivisionError as error:
            logs.fault("crashed", error)
            trace = "".join(TracebackException.from_exception(error, capture_locals=True).format())

    assert "complete" in trace
    assert "prompt = " in trace
    assert KEY not in trace
    assert heard.getvalue()
    assert KEY not in heard.getvalue()


def test_settings_that_are_printed_hold_no_key(double: Double) -> None:
    settings = Settings()

    assert settings.llm.api_key.get_secret_value() == KEY
    assert not any(
        KEY in told for told in (repr(settings), str(settings), settings.model_dump_json())
    )
