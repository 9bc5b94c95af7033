"""The page of quality says what was measured, and what measures it does so rightly."""

import re
from collections.abc import Sequence

import pytest

from bot.cli.labelled import Labelled, labelled
from bot.evaluation import Measure, total
from bot.evaluation import measured as measured_by
from docs.quality_page import PAGE, WORDS, measured, page, picture
from docs.reliability import PICTURE, TITLES
from tests.structure.tree import ROOT
from tools.ablation import MEASURES, VARIANTS, WHOLE, ablation, reading
from tools.calibration import asks, calibrated, genuine
from tools.mistakes import KINDS, mistakes

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
    rows = {row["variant"]: row for row in ablation(seeds)}

    whole, first = rows[WHOLE.name], rows[VARIANTS[0].name]
    assert all(set(row) == {"variant", *MEASURES} for row in rows.values())
    assert all(row["unresolved"] <= whole["unresolved"] for row in rows.values())
    assert first["questions"] < whole["questions"]


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
