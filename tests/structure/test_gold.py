"""The gold ledgers of the seeds are what a careful reader would sign: words, rules, no gaps."""

from typing import Any

import pytest

from bot.importers import Format, detect
from bot.model import Form, Role, State, WaitingFor
from tests.scenario.seeds import SEEDS, Seed, seeds
from tests.structure.tree import read

QUESTIONS = [
    pytest.param(question, id=f"{seed.name}-{index}")
    for seed in seeds()
    for index, question in enumerate(seed.gold["questions"])
]
Gold = dict[str, Any]


def roles(question: Gold) -> set[str]:
    return {reply["role"] for reply in question["replies"]}


@pytest.mark.parametrize("question", QUESTIONS)
def test_gold_speaks_in_words_of_the_model(question: Gold) -> None:
    assert question["form"] in set(Form)
    assert question["state"] in set(State)
    assert question["waiting_for"] in set(WaitingFor)
    assert roles(question) <= set(Role)


@pytest.mark.parametrize("question", QUESTIONS)
def test_gold_state_follows_from_gold_replies(question: Gold) -> None:
    state, told = question["state"], roles(question)

    if state in {"answered", "resolved"}:
        assert "answer" in told
    if state == "partly_answered":
        assert told & {"partial", "pointer"}
    if not question["genuine"]:
        assert (state, told) == ("open", set())


@pytest.mark.parametrize("question", QUESTIONS)
def test_gold_turn_follows_from_gold_state(question: Gold) -> None:
    turn = question["waiting_for"]

    if question["state"] in {"resolved", "withdrawn"} or not question["genuine"]:
        assert turn == "nobody"
    elif question["state"] == "answered":
        assert turn == "asker"
    else:
        assert turn == "helpers" or "clarification" in roles(question)


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)
def test_gold_points_backwards(seed: Seed) -> None:
    for index, question in enumerate(seed.gold["questions"]):
        assert question["depends_on"] is None or question["depends_on"] < index
        assert all(reply["message"] > question["message"] for reply in question["replies"])


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)
def test_the_kind_of_a_seed_is_detected(seed: Seed) -> None:
    assert detect(seed.source[:4096], seed.options) == seed.gold["format"]


def test_the_seeds_show_every_format_role_and_form_and_every_state_that_replies_can_give() -> None:
    questions = [question for seed in seeds() for question in seed.gold["questions"]]

    assert {seed.gold["format"] for seed in seeds()} == set(Format)
    assert {role for question in questions for role in roles(question)} == set(Role)
    assert {question["form"] for question in questions} == set(Form)
    assert {question["state"] for question in questions} == set(State) - {State.DISMISSED}


def test_every_file_beside_the_readme_is_a_seed_or_its_gold_and_stands_in_the_readme() -> None:
    files = {seed.gold["file"] for seed in seeds()}
    golds = {f"{seed.name}.gold.json" for seed in seeds()}

    assert {path.name for path in SEEDS.iterdir() if path.is_file()} == files | golds | {
        "README.md"
    }
    assert all(f"`{name}`" in read("seeds/README.md") for name in files)
