"""The model where it can prove what it says; the rules in all else."""

from bot.extraction.rules_extractor import RulesExtractor
from bot.llm.assembled import Model
from bot.model import Act, Message, Question
from tests.unit.llm.double import Double, asked, by_text, message

DOUBTFUL = "the pump is loud then"


async def acts(model: Model, *messages: Message) -> list[tuple[Act, ...]]:
    return list(await model.extractor(RulesExtractor()).extract(messages))


async def by_rules(*messages: Message) -> list[tuple[Act, ...]]:
    return list(await RulesExtractor().extract(messages))


async def test_a_question_that_the_rules_do_not_see_is_the_models_and_says_so() -> None:
    double = Double(by_text({DOUBTFUL: [{"kind": "question", "form": "declarative"}]}))

    async with asked(double) as model:
        ((act,),) = await acts(model, message(DOUBTFUL))

    assert isinstance(act, Question)
    assert act.span.of(DOUBTFUL) == DOUBTFUL
    assert (act.reasons[0].cue, act.reasons[0].detail) == ("model", "tiny-1")
