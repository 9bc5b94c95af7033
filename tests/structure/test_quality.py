"""The page of quality says what was measured, and what measures it does so rightly."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.cli.measuring.labelled import Labelled, labelled
from bot.evaluation import Measure, total
from bot.evaluation import measured as measured_by
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
)
from bot.settings import Settings
from docs import quality_page
from docs.quality_page import COMPARED, PAGE, WORDS, measured, page, picture
from docs.reliability import PICTURE, TITLES
from tests.structure.tree import ROOT
from tools.ablation import MEASURES, VARIANTS, WHOLE, ablation, reading
from tools.calibration import asks, calibrated, genuine, links
from tools.extractors import compared
from tools.linkage import MEASURES as LINKED
from tools.linkage import linkage, with_buttons
from tools.logs import Log
from tools.mistakes import KINDS, mistakes

LINES = [("is the hall free?", True), ("we meet in the hall.", False)]
AGAIN = "Run: python -m docs.quality_page"


@pytest.fixture(scope="module")
def seeds() -> Sequence[Labelled]:
    files = sorted((ROOT / "seeds").glob("*.gold.json"))
    return [channel for file in files for channel in labelled(file.read_bytes(), file, file.name)]


def test_the_page_says_what_was_measured() -> None:
    assert PAGE.read_text("utf-8") == page(), AGAIN


def test_the_picture_shows_what_was_measured() -> None:
    assert PICTURE.read_text("utf-8") == picture(), AGAIN


def test_the_picture_is_told_in_words_and_brings_its_own_ground() -> None:
    svg = picture()

    assert 'role="img"' in svg
    assert re.search(r'<desc id="told">It is a question: said \d+%, so \d+% of \d+', svg)
    assert svg.index("<rect") < svg.index("<circle")
    assert not re.search(r"url\(|@import|<image|href", svg)


def test_whatever_can_be_mistaken_has_words() -> None:
    kinds = {kind.value for group in KINDS.values() for kind in group}

    assert set(WORDS["kinds"]) == kinds
    assert set(WORDS["things"]) == set(KINDS)
    assert set(WORDS["forecasts"]) == set(TITLES)


def test_what_others_reach_stands_beside_a_measure_of_ours() -> None:
    ours = {(row["task"], row["measure"]) for row in measured("scores")}

    theirs = {(task, measure) for task, says in WORDS["elsewhere"].items() for measure in says}

    assert theirs <= ours


def test_all_stages_put_together_anew_do_best(seeds: Sequence[Labelled]) -> None:
    rows = {row["variant"]: row for row in ablation(seeds, LINES)}

    whole, first = rows[WHOLE.name], rows[VARIANTS[0].name]
    assert all(set(row) == {"variant", "asks", "asks_unmarked", *MEASURES} for row in rows.values())
    assert all(row["unresolved"] <= whole["unresolved"] for row in rows.values())
    assert first["questions"] < whole["questions"]
    assert (first["asks"], first["asks_unmarked"]) == (100.0, 0.0)
    assert (whole["asks"], whole["asks_unmarked"]) == (100.0, 100.0)


def test_the_questions_that_are_lost_are_mistakes_of_some_kind(seeds: Sequence[Labelled]) -> None:
    found = mistakes(seeds, [])["question"]
    questions = total(measured_by(reading(WHOLE, each)) for each in seeds).by_measure[
        Measure.QUESTIONS
    ]

    lost = sum(found["times"][kind] for kind in ("missed", "missed_unmarked", "cut_otherwise"))

    assert found["of"] == questions.named
    assert lost == questions.named - questions.right


def test_forecasts_are_of_what_was_found(seeds: Sequence[Labelled]) -> None:
    assert [so for _, so in asks([("Is the hall free?", False), ("It is free.", True)])] == [False]
    assert all(0 <= said <= 1 for said, _ in genuine(seeds))
    assert calibrated([(0.75, True)] * 3 + [(0.75, False)])["error"] == 0


def test_replies_by_the_button_are_found_and_who_replies_to_the_last_is_not() -> None:
    texts = ["is the hall free?", "is the pump old?", "the hall is, all week", "the pump is new"]
    log = Log([said(*each) for each in enumerate(texts)], {2: {0}, 3: {1}}, range(4))

    last, ours, by_button = linkage([log], [frozenset({0, 1})])

    assert last["links"] < by_button["links"]
    assert ours.keys() == by_button.keys() == {"variant", *LINKED}
    assert with_buttons(log)[3].reply_to == "1"
    assert with_buttons(log)[2].reply_to is None


def test_links_that_nobody_drew_are_mistakes_and_come_with_a_chance() -> None:
    log = Log([said(0, "is the hall free?"), said(1, "is the pump old?")], {}, range(2))
    wrong = Log(log.messages, {0: {1}, 1: {7}}, range(2))

    assert sum(mistakes([], [log])["message"]["times"].values()) == 0
    assert sum(mistakes([], [wrong])["message"]["times"].values()) == 2
    assert [so for _, so in links([wrong])] == [False, False]


def said(place: int, text: str) -> Message:
    channel = ChannelRef(Platform.IMPORT, CommunityId("town"), ChannelId("hall"))
    author = Author(AuthorId(f"person {place}"), f"person {place}")
    at = datetime(2026, 5, 1, 12, place, tzinfo=UTC)
    return Message(MessageRef(channel, MessageId(str(place))), author, at, text)


async def test_rules_and_model_stand_side_by_side(
    seeds: Sequence[Labelled], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    llm = {"base_url": "http://model.example/v1", "model": "tiny", "attempts": 1}
    settings = Settings(llm=llm)  # pyright: ignore[reportArgumentType]  (as the environment gives it)
    silent = httpx.MockTransport(lambda _: httpx.Response(404))

    rows = await compared(seeds[:2], settings, silent)

    rules, *others = rows
    names = [row.pop("variant") for row in rows]
    assert names == ["rules", "hybrid: tiny", "llm: tiny"]
    assert all({**row, "tokens": 0} == rules for row in others)  # nobody answered
    shown = [{"variant": name, **row} for name, row in zip(names, rows, strict=True)]
    for name in ("scores", "ablation", "linkage", "mistakes", "calibration"):
        (tmp_path / f"{name}.json").write_text(json.dumps(measured(name)), "utf-8")
    (tmp_path / f"{COMPARED}.json").write_text(json.dumps(shown), "utf-8")
    monkeypatch.setattr(quality_page, "MEASURED", tmp_path)
    assert "## Rules and model" in page()
    assert "| hybrid: tiny | " in page()
