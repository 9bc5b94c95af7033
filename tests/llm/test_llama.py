"""A real server with a model that makes things up: none of it gets into the ledger.

Asks for the dependency group `llama`; CONTRIBUTING says how.
"""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.clock import utc_now
from bot.extraction.rules_extractor import RulesExtractor
from bot.importers import read
from bot.ingest import Ingest
from bot.llm.assembled import Guards, Model, Terms, model
from bot.llm.endpoint.client import Access, Patience
from bot.llm.tasks import reading
from bot.model import (
    Arrival,
    Excerpt,
    Inquiry,
    Message,
    Posted,
    Question,
    QuestionQuery,
    Span,
    State,
)
from bot.ports import Extractor
from bot.store import open_store
from tests.llm.llama import NAME, is_installed, serving
from tests.scenario.seeds import seeds
from tests.unit.llm.double import Opted, Wallet

pytestmark = [
    pytest.mark.skipif(not is_installed(), reason="The dependency group llama is not installed."),
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.timeout(1_500, func_only=True),
]
PATIENCE = Patience(total=600, first_byte=600)
_A_FEW = 12
"""Messages, where every answer is believed and so every excerpt is asked about: some minutes."""
ALL = QuestionQuery(states=frozenset(State), rhetorical=True, snoozed=True, limit=1_000)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as there:
        yield there


@asynccontextmanager
async def asked(address: str) -> AsyncGenerator[Model]:
    access = Access(address, NAME, SecretStr(""))
    guards = Guards(Wallet(10**9), Opted())
    terms = Terms(b"a key", batch_tokens=500, at_a_time=1)
    async with model(access, PATIENCE, terms, guards, utc_now) as ready:
        yield ready


@cache
def arrivals() -> Sequence[Arrival]:
    """What all seeds say."""
    return [
        each.arrival
        for seed in seeds()
        for each in read(BytesIO(seed.source), seed.options, format=seed.gold["format"])
    ]


def messages() -> Sequence[Message]:
    return [arrival.message for arrival in arrivals() if isinstance(arrival, Posted)]


async def entries(extractor: Extractor, ledger: Path) -> dict[tuple[str, str], str]:
    """The ledger of all seeds: each question by its message and its words, with its state."""
    async with open_store(f"sqlite+aiosqlite:///{ledger}") as store:
        await Ingest(store, extractor).ingest(arrivals())
        found = (await store.questions(ALL)).records
    return {
        (record.message.id, record.entry.question.span.of(record.message.text)): (
            record.entry.standing.state
        )
        for record in found
    }


async def test_the_ledger_holds_all_that_the_rules_find_and_nothing_invented(
    address: str, tmp_path: Path
) -> None:
    by_rules = await entries(RulesExtractor(), tmp_path / "rules.db")

    async with asked(address) as ready:
        extractor = ready.extractor(RulesExtractor())
        by_model = await entries(extractor, tmp_path / "model.db")

    assert len(by_rules) > 50
    assert by_model == by_rules
    assert extractor.dropped


async def test_a_model_that_is_believed_unseen_still_invents_nothing_and_loses_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "was_read", lambda _: True)
    posts = messages()[:_A_FEW]
    ruled = await RulesExtractor().extract(posts)

    async with asked(address) as ready:
        extractor = ready.extractor(RulesExtractor())
        found = await extractor.extract(posts)

    for post, rules, acts in zip(posts, ruled, found, strict=True):
        assert [act.span for act in acts] == [act.span for act in rules]
        for act, rule in zip(acts, rules, strict=True):
            assert isinstance(act, Question) or not isinstance(rule, Question)
            assert all(r.span is None or r.span.of(post.text) for r in act.reasons)


async def test_every_word_of_the_judge_stands_in_the_reply(address: str) -> None:
    post, *replies = messages()[:4]
    inquiry = Inquiry(post, Span(0, len(post.text)), tuple(replies))

    async with asked(address) as ready:
        opinions = (await ready.judge.judge(inquiry)).opinions

    by_ref = {reply.ref: reply for reply in replies}
    assert all(opinion.quote.of(by_ref[opinion.reply].text) for opinion in opinions)


async def test_the_endpoint_is_there_and_is_asked_on_every_rung_that_it_takes(
    address: str,
) -> None:
    async with asked(address) as ready:
        read_ = await ready.reader.read(Excerpt(tuple(messages()[:1])))

    assert read_.acts or read_.unread
