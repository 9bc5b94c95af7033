import pytest

from bot.extraction import extract
from bot.model import GENUINE, Question


def genuine(text: str) -> float:
    return next(act for act in extract(text) if isinstance(act, Question)).genuine


@pytest.mark.parametrize(
    "text",
    [
        "how is everyone doing?",
        "Who would have thought that a hive could sing?",
        "remove the old lid?",
        "can you move the lid to the shed?",
        "Who cares about tickets?",
        "Isn't it obvious that this is about money?",
        "Am I the only one who sees this?",
        "Prices doubled. Coincidence? I think not.",
        "They were told in time, weren't they?",
        "And who pays for that, the tooth fairy?",
        "Is it the lid.",
        "Must the lid ever be open?!",
        "Was it too hard for the keeper of the hive by the north wall to open its lid once a"
        " week and to look whether the bees are alive?",
        "I don't see how bad lids help anybody, and it is evil.",
        "And what does the studio do about it? Nothing, as usual.",
        "You know what I do with a day off? I sleep.",
        "Who asked for this? Not the players.",
        "Shouldn't the next lot get the same chance?",
        "lmao who balanced this mod",
        'They call it safe. "Safe", really?',
        "If people believe such nonsense, how many lies will the stupid hypocrites tell?",
        "Your god is evil nonsense, so where is the logic?",
        "The lid of the hive by the north wall is old and it lets the rain come in, so it is"
        " immoral to leave it there for another winter. Must the bees put up with it?",
        "You told us that the hives were fine, and you wrote that your bees like the cold, and yet"
        " you buy a heater. You like the cold too? Then open your window.",
        "How can you sell lids that leak?",
        "Who does not know that?",
        "why should anyone who has worked every single day of a long life in this town for so very"
        " little money have to wait another year for it?",
    ],
)
def test_a_question_that_wants_no_answer_is_not_genuine(text: str) -> None:
    assert genuine(text) < GENUINE


@pytest.mark.parametrize(
    "text",
    [
        "how do i open the lid?",
        "Ok so what would you do in my place",
        "why do you use the old lid instead of the new one?",
        "did you try the other lid? thanks in advance",
        "I honestly wonder whether the lid fits.",
        "is it the lid or the box?",
        "They were told in time, right?",
        "Who keeps the key these days, still Orm?",
        "Which lid did you take, the one that was loose?",
        "Was it told in time? If so, by whom was it told?",
        "does anyone know where the lid went?",
        "Which one suits you? React please",
        "what should i change first? https://example.org/log",
        "shall we keep it short? for now i mean",
        "is it loose? is it the lid?",
        "how can you open the lid if it has no handle?",
        "Please recommend a good lid for the north wall.",
        "so what if i have the other lid?",
        "how are you getting the lid off?",
        "which lid did you take 🙂 ?",
        "The bees are here, and people say they need a lid.\nWhich one do people use?\nIt rains.",
        "Does the fee come off the price or the sale? I sold three hundred of them yesterday.",
    ],
)
def test_a_question_that_seeks_something_is_genuine(text: str) -> None:
    assert genuine(text) >= GENUINE


def test_every_reason_for_genuineness_fires_once() -> None:
    (question,) = extract("never, ever, really never?")
    cues = [reason.cue for reason in question.reasons]
    assert len(cues) == len(set(cues))


@pytest.mark.parametrize(
    "text", ["did they ever count the same bee twice?", "What would a drop next year even tell us?"]
)
def test_one_weak_cue_does_not_make_a_question_rhetorical(text: str) -> None:
    assert genuine(text) >= GENUINE
