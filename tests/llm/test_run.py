"""The program beside a real server, on a Discord double: `looseends run`, as somebody starts it.

The model makes most things up, so it stands for one that is slow and of no use: nothing waits for
it, nothing of it gets into the ledger, and the program ends at once in the middle of a call.
"""

import asyncio
from collections.abc import Iterator
from datetime import date

import pytest

from bot.model import QuestionQuery, State
from bot.store import open_store
from tests.discord.wire.conftest import Town, double, port, town  # noqa: F401  (fixtures)
from tests.discord.wire.program import LONG, connected, ended, read_so_far, running, url
from tests.llm.llama import NAME, is_installed, serving

pytestmark = [
    pytest.mark.skipif(not is_installed(), reason="The dependency group llama is not installed."),
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.timeout(900, func_only=True),
]
TALK = (
    "how to start the pump",
    "the lid of the well is loose, or so they say",
    "Does anybody know which valve keeps the tank from running dry?",
)
ASKED = 2
"""Calls: the first names a way of asking that this server does not know."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as there:
        yield there


async def calls(town: Town) -> int:  # noqa: F811
    """How many calls were booked so far."""
    async with open_store(url(town)) as store:
        return (await store.model_desk.spent(date.min)).calls


async def test_a_model_that_is_slow_and_of_no_use_is_in_nobodys_way(
    town: Town,  # noqa: F811
    address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (
        ("EXTRACTOR", "hybrid"),
        ("LLM__BASE_URL", address),
        ("LLM__MODEL", NAME),
        ("LLM__CHANNELS", "*"),
    ):
        monkeypatch.setenv(f"LOOSEENDS_{name}", value)
    beds = await town.stage.room("beds")
    async with running(town) as process:
        await connected(town)
        for text in TALK:
            await town.stage.post(beds, town.ada, text)
        await read_so_far(town, len(TALK))
        async with asyncio.timeout(LONG):
            while await calls(town) < ASKED:  # noqa: ASYNC110  (another process's)
                await asyncio.sleep(0.1)
        assert await ended(process) == 0

    async with open_store(url(town)) as store:
        page = await store.questions(QuestionQuery(states=frozenset(State)))
    assert [record.message.text for record in page.records] == [TALK[0], TALK[2]]
    assert page.records[0].by_rules_alone
