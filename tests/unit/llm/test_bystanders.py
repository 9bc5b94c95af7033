"""Names of those who wrote in the channel lately do not leave, whatever is sent of the talk."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.store.models import bystanders
from tests.unit.llm.double import Line, lines_of
from tests.unit.llm.later.test_queue import LAWN, UNCLEAR, Bench, bench, posted

ASKING = f"{UNCLEAR} of Dana or Toms or Ines"


def sent(here: Bench) -> list[str]:
    """The texts that were sent."""
    lines = (line for request in here.double.requests for line in lines_of(request))
    return [str(line["text"]) for line in lines if "text" in line]


async def test_whoever_wrote_around_it_or_is_mentioned_goes_by_a_pseudonym(tmp_path: Path) -> None:
    elsewhere, asking = posted("The lawn is green.", 1, where=LAWN, by="Ines Pear"), posted(ASKING)
    mentioned = replace(asking.message, mentions=(elsewhere.message.author.id,))
    async with bench(tmp_path) as here:
        await here.ingest.ingest(
            [
                posted("The shed was painted by all of us last week.", 0, by="dana"),
                elsewhere,
                replace(asking, message=mentioned),
                *(posted("The door is green, and was painted.", n) for n in range(2, 12)),
                posted("The gate is blue.", 12, by="tom"),
            ]
        )

        await here.queue.drain()

    assert any(text.startswith(f"{UNCLEAR} of person-") for text in sent(here))
    assert not any(name in here.double.sent.casefold() for name in ("dana", "tom", "ines"))


async def test_whoever_was_renamed_goes_by_no_name_of_theirs(tmp_path: Path) -> None:
    before = posted("The shed was painted.", 0, by="dana")
    renamed = replace(before.message.author, name="Night Owl")
    after = posted("The door was painted.", 2)
    async with bench(tmp_path) as here:
        await here.ingest.ingest([before, posted(ASKING)])
        await here.ingest.ingest([replace(after, message=replace(after.message, author=renamed))])

        await here.queue.drain()

    assert here.double.requests
    assert "dana" not in here.double.sent.casefold()


async def test_name_of_somebody_who_wrote_nothing_lately_is_a_word_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bystanders, "BEFORE", 2)
    monkeypatch.setattr(bystanders, "AFTER", 0)
    between = [posted("The door is green, and was painted.", n) for n in range(2, 12)]
    async with bench(tmp_path) as here:
        await here.ingest.ingest(
            [posted("It was painted.", 0, by="dana"), *between, posted(ASKING, 12)]
        )

        await here.queue.drain()

    assert any("Dana" in text for text in sent(here))


async def test_those_around_the_first_of_many_are_hidden_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bystanders, "BEFORE", 10)
    monkeypatch.setattr(bystanders, "AFTER", 0)
    asking = [posted(ASKING, 9), posted(ASKING, 20)]
    between = [
        posted("The door is green, and was painted.", n) for n in (*range(1, 9), *range(10, 20))
    ]
    async with bench(tmp_path) as here:
        await here.ingest.ingest([posted("It was painted.", 0, by="dana"), *between, *asking])

        await here.queue.drain()

    assert len([text for text in sent(here) if text.startswith(UNCLEAR)]) == 2
    assert "dana" not in here.double.sent.casefold()


async def test_judge_learns_no_name_of_those_who_wrote_around_the_replies(tmp_path: Path) -> None:
    def script(lines: list[Line]) -> Sequence[Line]:
        return [
            {"id": x["id"], "role": "answer", "confidence": 0.9, "missing": "", "quote": x["text"]}
            for x in lines
            if str(x.get("text")).startswith("it might be")
        ]

    question = posted("Which valve keeps the tank from running dry, Dana?", 1)
    reply = posted("it might be the one that Dana's brother painted", 2, by="jon")
    talk = [
        posted("The shed was painted.", 0, by="dana"),
        question,
        replace(reply, message=replace(reply.message, reply_to=question.message.id)),
    ]
    async with bench(tmp_path, script) as here:
        await here.ingest.ingest(talk)

        done = await here.queue.drain()

        assert (await here.store.model_desk.backlog()).judged == done.judged == 1
    assert any("judge replies" in request.content.decode() for request in here.double.requests)
    assert "dana" not in here.double.sent.casefold()


async def test_title_with_a_name_in_it_is_none(tmp_path: Path) -> None:
    """The model never saw the name; what it made of the pseudonym stands nowhere in the post."""
    long = f"Does Dana know when to prune? Who can tell? Where is Dana's saw? {UNCLEAR}"

    def script(lines: list[Line]) -> Sequence[Line]:
        named = [x for x in lines if x.get("untitled")]
        titles = [{"id": x["id"], "kind": "title", "quote": x["text"][5:18]} for x in named]
        assert all(title["quote"].startswith("person-") for title in titles)
        return titles

    async with bench(tmp_path, script) as here:
        await here.ingest.ingest([posted("It was painted.", 0, by="dana"), posted(long)])

        await here.queue.drain()

        assert await here.title() is None
        assert (await here.store.model_desk.backlog()).dropped["title-not-found"] == 1
