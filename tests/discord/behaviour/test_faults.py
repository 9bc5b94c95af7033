"""What goes wrong is told to the person as a sentence, and to the log as an id without words."""

from collections.abc import Iterator

import aiohttp
import discord
import pytest
import structlog
from structlog.testing import capture_logs

from bot.errors import StoreError
from bot.model import QuestionPage, QuestionQuery
from bot.store import Store
from cogs.answering.faults import fault_id
from tests.discord.behaviour.world import SOIL, Talk, message, said


@pytest.fixture
def log() -> Iterator[list[structlog.typing.EventDict]]:
    with capture_logs() as events:
        yield events


@pytest.fixture(params=[RuntimeError(f"near: {SOIL}"), StoreError(f"at /data: {SOIL}")], ids=repr)
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Exception:
    """The ledger raises this when it is asked for questions."""

    async def fail(_store: Store, _query: QuestionQuery) -> QuestionPage:
        raise request.param

    monkeypatch.setattr(Store, "questions", fail)
    return request.param


async def test_a_fault_is_told_with_an_id_that_stands_in_the_log(
    talk: Talk, broken: Exception, log: list[structlog.typing.EventDict]
) -> None:
    answer = await talk.jon.slash(talk.beds, "questions open")

    [event] = [event for event in log if event["event"] == "answer-failed"]
    assert answer.ephemeral
    assert "Something went wrong on my side" in said(answer)
    assert event["id"]
    assert f"this id: {event['id']}." in said(answer)
    assert event["error"] == type(broken).__name__
    assert "liming" not in repr(log) + said(answer)


async def test_a_fault_at_a_click_leaves_the_page_as_it_was(talk: Talk) -> None:
    looked = await talk.mira.slash(talk.beds, "questions why", number="1")
    page = said(looked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "channels", _fail)
        clicked = await talk.mira.click(message(looked), label="Resolve")

    assert "Something went wrong" in said(clicked)
    assert said(looked) == page


async def _fail(*_: object) -> None:
    raise RuntimeError


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        ("questions why", {"number": "seven"}, r'"seven" is no number of a question.'),
        ("questions open", {"older_than": "soon"}, r'"soon" is no stretch of time.'),
        ("questions take", {"number": "1", "period": "0d"}, "is no stretch of time"),
        ("questions why", {"number": "77"}, "There is no question #77 in the ledger."),
        ("questions open", {"channel": "barn"}, "There is no channel barn in the ledger."),
        ("questions undo", {"number": "1"}, "You have not marked #1 in the last minute"),
        ("questions resolve", {"number": "1", "by": "tess"}, "tess"),
        ("questions resolve", {"number": "2"}, "dov's to settle, or a moderator's."),
    ],
    ids=str,
)
async def test_what_cannot_be_done_is_said_and_why(
    talk: Talk, command: str, given: dict[str, str], told: str
) -> None:
    answer = await talk.mira.slash(talk.beds, command, **given)

    assert answer.ephemeral
    assert told in said(answer)
    assert "Something went wrong" not in said(answer)


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [("POST", "/interactions/*/callback", 10062), ("PATCH", "/webhooks/*", 10015)],
    ids=["after 3 seconds", "after 15 minutes"],
)
async def test_an_answer_that_comes_too_late_is_noted_and_dropped(
    talk: Talk, log: list[structlog.typing.EventDict], method: str, path: str, code: int
) -> None:
    talk.world.env.inject_error(method, path, status=404, code=code, times=None)

    await talk.jon.slash(talk.beds, "questions open")

    assert [(e["event"], e["code"]) for e in log if e["event"].startswith("answer-")] == [
        ("answer-too-late", code)
    ]


async def test_an_answer_that_discord_refuses_is_told_as_a_fault(
    talk: Talk, log: list[structlog.typing.EventDict]
) -> None:
    talk.world.env.inject_error("PATCH", "/webhooks/*", status=400, code=50035, times=1)

    answer = await talk.jon.slash(talk.beds, "questions open")

    assert "Something went wrong" in said(answer)
    assert [event["error"] for event in log if event["event"] == "answer-failed"] == [
        "HTTPException"
    ]


async def test_a_fault_that_cannot_even_be_told_is_noted(
    talk: Talk, broken: Exception, log: list[structlog.typing.EventDict]
) -> None:
    talk.world.env.inject_error("PATCH", "/webhooks/*", status=503, code=0, times=None)

    await talk.jon.slash(talk.beds, "questions open")

    assert broken
    assert {event["event"] for event in log} >= {"answer-failed", "notice-undelivered"}


async def test_a_line_that_breaks_is_noted_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, log: list[structlog.typing.EventDict]
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise aiohttp.ClientConnectionError

    monkeypatch.setattr(discord.Interaction, "edit_original_response", broken)

    await talk.jon.slash(talk.beds, "questions open")

    assert [event["event"] for event in log] == ["answer-failed", "notice-undelivered"]


async def test_suggestions_fail_silently(
    talk: Talk, broken: Exception, log: list[structlog.typing.EventDict]
) -> None:
    if not isinstance(broken, StoreError):
        return

    assert await talk.jon.autocomplete(talk.beds, "questions why", "number", "") == []
    assert [event["event"] for event in log] == ["no-suggestion"]


async def test_suggested_channels_fail_silently(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise StoreError("locked")

    monkeypatch.setattr(Store, "channels", fail)

    assert await talk.jon.autocomplete(talk.beds, "thread", "channel", "") == []


async def test_a_number_that_is_not_there_suggests_nothing(talk: Talk) -> None:
    assert await talk.jon.autocomplete(talk.beds, "questions why", "number", "99") == []


def test_ids_are_short_and_say_which_interaction_it_was() -> None:
    class Interaction:
        id = 1456074443980800006

    assert int(fault_id(Interaction()), 36) == Interaction.id  # pyright: ignore[reportArgumentType]  (all that is looked at)
