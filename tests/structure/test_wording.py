"""Every cue that a stage may give as a reason has words of its own, and nothing else has."""

from bot.extraction import CUES as EXTRACTION
from bot.linking import CUES as LINKING
from bot.llm.tasks.weighing import CUES as MODEL
from bot.model import Reason, Span
from bot.resolution import CUES as RESOLUTION
from bot.views.wording import WORDED_CUES, explain

CUES = EXTRACTION | LINKING | MODEL | RESOLUTION
TEXT = "most likely the needles"


def test_every_cue_has_a_wording() -> None:
    assert not CUES - WORDED_CUES


def test_every_wording_belongs_to_a_cue() -> None:
    assert not WORDED_CUES - CUES


def test_every_wording_reads_with_and_without_its_words() -> None:
    for cue in WORDED_CUES:
        for reason in (Reason(cue, 1.0), Reason(cue, 1.0, Span(0, 11), "jon")):
            (words,) = explain([reason], TEXT)
            assert words
            assert not set("{}") & set(words)
            assert not words.endswith(".")
