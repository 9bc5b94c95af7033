"""Which messages are worth a model's reading, and what its word does."""

from dataclasses import replace

import pytest

from bot.extraction import acts_of
from bot.extraction.rules_extractor import RulesExtractor
from bot.llm.later.hybrid import HybridExtractor, is_worth_reading, refined
from bot.model import Act, Form, Message, Other, Question, Refinement, Span, fingerprint
from tests.unit.llm.double import Double, asked, message

UNSURE: tuple[Act, ...] = (Other(span=Span(0, 21), score=0.5),)
SURE: tuple[Act, ...] = (Other(span=Span(0, 21), score=0.95),)
TEXT = "the pump is loud then"


def test_message_that_the_rules_are_unsure_of_is_worth_reading() -> None:
    assert is_worth_reading(message(TEXT), UNSURE)
    assert not is_worth_reading(message(TEXT), SURE)


@pytest.mark.parametrize("text", ["ok", "thanks mate", "🎉🎉🎉 🎉 🎉", "12 34 56"])
def test_chatter_is_not(text: str) -> None:
    assert not is_worth_reading(message(text), UNSURE)


def test_what_nobody_said_is_not() -> None:
    joined = replace(message(TEXT), system=True)
    robot = replace(message(TEXT), author=replace(message(TEXT).author, is_bot=True))

    assert not is_worth_reading(joined, UNSURE)
    assert not is_worth_reading(robot, UNSURE)


async def test_hybrid_changes_its_version_with_the_model() -> None:
    async with asked(Double(lambda _lines: [])) as model:
        deep = model.extractor(RulesExtractor())

    assert deep.version in HybridExtractor(RulesExtractor(), deep).version


async def test_hybrid_hides_the_names_of_those_whose_messages_it_does_not_send() -> None:
    double = Double(lambda _lines: [])
    sure, unsure = message("Thanks a lot!", by="dana"), message("how to start the pump of dana", 2)

    async with asked(double) as model:
        rules = RulesExtractor()
        await HybridExtractor(rules, model.extractor(rules)).extract([sure, unsure])

    assert len(double.requests) == 1
    assert "dana" not in double.sent


def said(of: Message, *acts: Act) -> Refinement:
    return Refinement(of.ref, fingerprint(of.text), "tiny", acts)


def test_model_decides_where_the_rules_are_unsure() -> None:
    asks = Question(span=Span(0, 21), form=Form.DECLARATIVE, genuine=0.8)

    (act,) = refined(UNSURE, said(message(TEXT), asks))

    assert isinstance(act, Question)


def test_rules_lose_nothing_to_a_model_that_says_nothing() -> None:
    clear = message("Does anybody know where the spare lid is?")
    by_rules = acts_of(clear)

    assert refined(by_rules, said(clear)) == by_rules
