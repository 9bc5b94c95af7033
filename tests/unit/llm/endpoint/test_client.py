"""One call: what goes over the wire, and every way in which it may fail."""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import ConfigurationError, ModelAway, ModelError, ModelRefused, RungRefused
from bot.llm.endpoint.client import Access, Client, Patience, connected
from bot.model import Prompt, Rung, Usage
from tests.unit.llm.double import AT_ONCE, KEY, NOON, Watch, completed

PROMPT = Prompt("the task", "the words of people", "reading", {"type": "object"}, Usage(500, 90))
Answer = Callable[[httpx.Request], httpx.Response]


def client(
    answer: Answer, patience: Patience = AT_ONCE, clock: Watch | None = None, key: str = KEY
) -> AbstractAsyncContextManager[Client]:
    access = Access("https://model.example/api/v1/", "tiny", SecretStr(key))
    return connected(access, patience, clock or Watch(), httpx.MockTransport(answer))


class Answers:
    """Answers one after another, the last one again and again."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers, self.requests = list(answers), list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def bodies(self) -> list[dict[str, object]]:
        return [json.loads(request.content) for request in self.requests]


def status(code: int, text: str = "", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(code, text=text, headers=named)


async def test_a_call_says_what_every_compatible_endpoint_understands() -> None:
    answers = Answers(completed("{}"))

    async with client(answers) as endpoint:
        completion = await endpoint.complete(PROMPT)

    (request,) = answers.requests
    assert request.url == "https://model.example/api/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    (body,) = answers.bodies
    assert body["model"] == "tiny"
    assert body["messages"] == [
        {"role": "system", "content": "the task"},
        {"role": "user", "content": "the words of people"},
    ]
    assert body["max_tokens"] == 90
    assert (completion.text, completion.model) == ("{}", "tiny-1")
    assert completion.usage == Usage(400, 60)


@pytest.mark.parametrize(
    ("rung", "kind"), [(Rung.SCHEMA, "json_schema"), (Rung.OBJECT, "json_object")]
)
async def test_a_rung_is_how_structure_is_asked_for(rung: Rung, kind: str) -> None:
    answers = Answers(completed("{}"))

    async with client(answers) as endpoint:
        await endpoint.complete(PROMPT)
        await endpoint.complete(Prompt("", "", "", {}, Usage(), rung))
        await endpoint.complete(Prompt("", "", "", {}, Usage(), Rung.PLAIN))

    _, asked, plainly = answers.bodies
    assert asked["response_format"]["type"] == kind  # pyright: ignore[reportIndexIssue]
    assert "response_format" not in plainly


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"),
        ("http://localhost:11434/v1/", "http://localhost:11434/v1/chat/completions"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/chat/completions"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1/chat/completions"),
        ("https://a.example/d/x?version=2", "https://a.example/d/x/chat/completions?version=2"),
    ],
)
async def test_addresses_are_taken_as_endpoints_give_them(base_url: str, url: str) -> None:
    answers = Answers(completed("{}"))
    access = Access(base_url, "tiny", SecretStr(""))

    async with connected(access, AT_ONCE, Watch(), httpx.MockTransport(answers)) as endpoint:
        await endpoint.complete(PROMPT)

    assert str(answers.requests[0].url) == url


async def test_without_a_key_none_is_sent() -> None:
    answers = Answers(completed("{}"))

    async with client(answers, key="") as endpoint:
        await endpoint.complete(PROMPT)

    assert "authorization" not in answers.requests[0].headers


@pytest.mark.parametrize("failure", [status(429), status(503), httpx.ConnectError("no route")])
async def test_what_may_pass_is_asked_again(failure: httpx.Response | Exception) -> None:
    answers = Answers(failure, failure, completed("at last"))

    async with client(answers) as endpoint:
        completion = await endpoint.complete(PROMPT)

    assert completion.text == "at last"
    assert len(answers.requests) == 3


async def test_asking_again_comes_to_an_end() -> None:
    answers = Answers(status(500))

    async with client(answers) as endpoint:
        with pytest.raises(ModelAway, match="500"):
            await endpoint.complete(PROMPT)

    assert len(answers.requests) == AT_ONCE.attempts


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are asked for: none of them is made."""
    asked = list[float]()

    async def note(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    return asked


async def test_the_pause_is_the_one_that_the_endpoint_asks_for(pauses: list[float]) -> None:
    answers = Answers(status(429, retry_after="7"), completed("{}"))

    async with client(answers, Patience(pause=2, longest=20)) as endpoint:
        await endpoint.complete(PROMPT)

    (pause,) = pauses
    assert 7 <= pause <= 9


async def test_pauses_grow_and_differ_by_chance(pauses: list[float]) -> None:
    """So that not all who were turned away come again at the same moment."""
    for _ in range(5):
        answers = Answers(status(500), status(500), completed("{}"))
        async with client(answers, Patience(pause=2, longest=20)) as endpoint:
            await endpoint.complete(PROMPT)

    first, second = pauses[::2], pauses[1::2]
    assert all(2 <= pause <= 4 for pause in first)
    assert all(4 <= pause <= 6 for pause in second)
    assert len(set(first)) > 1


async def test_a_pause_that_is_too_long_is_left_to_whoever_asked() -> None:
    later = (NOON + timedelta(minutes=5)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    answers = Answers(status(429, retry_after=later))

    async with client(answers) as endpoint:
        with pytest.raises(ModelAway) as raised:
            await endpoint.complete(PROMPT)

    assert raised.value.seconds == 300
    assert len(answers.requests) == 1


@pytest.mark.parametrize("told", ["soon", "", "-", "Mon, 99 Foo"])
async def test_a_pause_that_nobody_understands_is_none(told: str) -> None:
    async with client(Answers(status(503, retry_after=told))) as endpoint:
        with pytest.raises(ModelAway) as raised:
            await endpoint.complete(PROMPT)

    assert raised.value.seconds is None


@pytest.mark.parametrize(
    ("code", "words"),
    [(401, "key"), (402, "paid"), (403, "key"), (404, "model"), (302, "refuses"), (413, "refuses")],
)
async def test_what_will_not_pass_is_not_asked_again(code: int, words: str) -> None:
    answers = Answers(status(code, location="https://elsewhere.example/"))

    async with client(answers) as endpoint:
        with pytest.raises(ModelRefused, match=words):
            await endpoint.complete(PROMPT)

    assert [request.url.host for request in answers.requests] == ["model.example"]


@pytest.mark.parametrize("code", [400, 422, 500, 501])
async def test_a_way_of_asking_that_is_unknown_is_told_from_all_else(code: int) -> None:
    answers = Answers(status(code, "response_format json_schema is not supported"))

    async with client(answers) as endpoint:
        with pytest.raises(RungRefused):
            await endpoint.complete(PROMPT)

    assert len(answers.requests) == 1


async def test_an_endpoint_is_spoken_to_in_its_own_words() -> None:
    answers = Answers(
        status(400, "Unsupported parameter: 'max_tokens'"),
        status(400, "'temperature' does not support 0"),
        completed("{}"),
    )

    async with client(answers) as endpoint:
        await endpoint.complete(PROMPT)
        await endpoint.complete(PROMPT)

    *_, third, fourth = answers.bodies
    assert third == fourth
    assert third["max_completion_tokens"] == 90
    assert not {"max_tokens", "temperature"} & set(third)


@pytest.mark.parametrize(
    "body",
    ["", "<html>Welcome</html>", "[]", "null", "{}", '{"choices": []}', '{"choices": "none"}'],
)
async def test_a_page_that_is_no_completion_is_no_answer(body: str) -> None:
    async with client(Answers(httpx.Response(200, text=body))) as endpoint:
        with pytest.raises(ModelAway):
            await endpoint.complete(PROMPT)


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ({"code": 401, "message": "bad key"}, ModelRefused),
        ({"code": 429, "message": "slower"}, ModelAway),
        ({"code": "overloaded"}, ModelAway),
    ],
)
async def test_an_error_that_comes_as_a_success_is_an_error(
    error: dict[str, object], raised: type[ModelError]
) -> None:
    async with client(Answers(httpx.Response(200, json={"error": error}))) as endpoint:
        with pytest.raises(raised):
            await endpoint.complete(PROMPT)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": "plain"}, "plain"),
        ({"content": [{"type": "text", "text": "in "}, {"text": "parts"}]}, "in parts"),
        ({"content": None, "refusal": "I cannot."}, "I cannot."),
        ({"content": None, "reasoning_content": "hm"}, ""),
    ],
)
async def test_text_is_found_in_every_shape(message: dict[str, object], text: str) -> None:
    body = {"choices": [{"message": message, "finish_reason": "length"}], "usage": {"sum": 3}}

    async with client(Answers(httpx.Response(200, json=body))) as endpoint:
        completion = await endpoint.complete(PROMPT)

    assert completion.text == text
    assert completion.model == "tiny"
    assert completion.usage is None
    assert not completion.is_whole


@pytest.mark.parametrize(
    ("told", "name"),
    [("/home-made/tiny.gguf", "tiny.gguf"), ("maker/big-2", "big-2"), ("m" * 500, "m" * 80)],
)
async def test_a_model_goes_by_its_last_name(told: str, name: str) -> None:
    async with client(Answers(completed("{}", model=told))) as endpoint:
        completion = await endpoint.complete(PROMPT)

    assert completion.model == name


@pytest.mark.parametrize(
    ("failure", "may_cost"),
    [(httpx.ReadTimeout("slow"), True), (httpx.ConnectTimeout("far"), False)],
)
async def test_a_timeout_says_whether_the_model_may_have_worked(
    failure: Exception, *, may_cost: bool
) -> None:
    answers = Answers(failure)

    async with client(answers) as endpoint:
        with pytest.raises(ModelAway) as raised:
            await endpoint.complete(PROMPT)

    assert raised.value.may_cost is may_cost
    assert len(answers.requests) == (1 if may_cost else AT_ONCE.attempts)


async def test_timeouts_are_those_that_were_set() -> None:
    answers = Answers(completed("{}"))

    async with client(answers, Patience(connect=3, first_byte=11, total=40)) as endpoint:
        await endpoint.complete(PROMPT)

    timeout = answers.requests[0].extensions["timeout"]
    assert (timeout["connect"], timeout["read"]) == (3, 11)


async def test_a_call_has_an_end_however_slowly_it_comes() -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    access = Access("https://model.example/v1", "tiny", SecretStr(""))
    transport = httpx.MockTransport(never)
    async with (
        asyncio.timeout(30),
        connected(access, Patience(total=0.01), Watch(), transport) as endpoint,
    ):
        with pytest.raises(ModelAway, match=r"0\.01 seconds"):
            await endpoint.complete(PROMPT)


async def test_a_body_without_end_is_not_read_to_its_end() -> None:
    async with client(Answers(httpx.Response(200, content=b" " * 5_000_000))) as endpoint:
        with pytest.raises(ModelAway, match="end"):
            await endpoint.complete(PROMPT)


async def test_a_call_that_is_cancelled_lets_go_at_once() -> None:
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def answer(_: httpx.Request) -> httpx.Response:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            let_go.set()
        raise AssertionError

    access = Access("https://model.example/v1", "tiny", SecretStr(""))
    transport = httpx.MockTransport(answer)
    async with connected(access, AT_ONCE, Watch(), transport) as endpoint:
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            task = tasks.create_task(endpoint.complete(PROMPT))
            await begun.wait()
            task.cancel()

        assert let_go.is_set()
        assert not endpoint.breaker.is_shut


async def test_an_endpoint_that_never_answers_is_left_alone_for_a_while() -> None:
    answers, clock = Answers(httpx.ConnectError("gone")), Watch()

    async with client(answers, clock=clock) as endpoint:
        for _ in range(7):
            with pytest.raises(ModelAway):
                await endpoint.complete(PROMPT)
        calls = len(answers.requests)
        answers.answers[:] = [completed("back")]
        clock.pass_by(seconds=61)
        back = await endpoint.complete(PROMPT)

    assert calls == 5 * AT_ONCE.attempts
    assert back.text == "back"


@pytest.mark.parametrize(
    "answer",
    [
        status(401, f"the key {KEY} is wrong; the words of people"),
        status(500, f"{KEY} the words of people"),
        status(400, f"{KEY} the words of people"),
        httpx.Response(200, text=f"{KEY} the words of people"),
        httpx.Response(200, json={"error": {"message": f"{KEY} the words of people"}}),
        httpx.ConnectError(f"{KEY} the words of people"),
        httpx.ReadTimeout(f"{KEY} the words of people"),
    ],
)
async def test_neither_key_nor_words_get_into_errors_logs_or_reprs(
    answer: httpx.Response | Exception,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)

    async with client(Answers(answer)) as endpoint:
        with pytest.raises(ModelError) as raised:
            await endpoint.complete(PROMPT)
        told = [repr(endpoint), str(endpoint), repr(endpoint.access), repr(raised.value)]

    told += [caplog.text, *capsys.readouterr()]
    assert not any(KEY in each or "words of people" in each for each in told)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("key", ["schlüssel", "two\nlines"])
async def test_a_key_that_cannot_be_one_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        async with client(Answers(completed("{}")), key=key):
            pass

    assert key not in str(raised.value)


async def test_an_address_that_is_none_is_refused() -> None:
    access = Access("https://model.example:port/v1", "tiny", SecretStr(""))

    with pytest.raises(ConfigurationError, match="address"):
        async with connected(access, Patience(), Watch()):
            pass
