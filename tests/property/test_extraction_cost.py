"""The cost of reading grows with the text, whatever is in it."""

from time import process_time

import pytest

from bot.extraction import CUES, extract
from bot.model import Question

SIZE = 100_000
PATIENCE = 12.0
"""Seconds of processor time: ten times what the slowest takes, far below a quadratic cost."""


@pytest.mark.parametrize(
    "piece",
    [
        ", ",
        "?",
        "(",
        "()",
        "((a) ",
        '"',
        "“a",
        "`",
        "> ",
        "and ",
        "if so ",
        "do not ",
        "not ",
        "anyone know if the ",
        "i wonder if ",
        "http://a.",
        "<@1",
        "- a\n",
        "\n ",
        "a",
        "です",
        "🎉",
        "is it a or b, ",
        "¿qué ",
        "a: b ",
        "a, ",
        "if a, ",
        "is it, ",
        "ok ",
        "\ud800",
    ],
)
def test_extraction_is_linear_in_the_text(piece: str) -> None:
    text = (piece * (SIZE // len(piece) + 1))[:SIZE]
    start = process_time()
    extract(text)
    assert process_time() - start < PATIENCE


def test_every_cue_of_a_reason_is_in_the_list_of_cues() -> None:
    text = "Thanks! It's often said that bees sleep, would that hold here? If so, why? Maybe not."
    acts = extract(text)
    assert {reason.cue for act in acts for reason in act.reasons} <= CUES
    assert any(isinstance(act, Question) for act in acts)
