import numpy as np
import pytest

from bot.linking.deciding import SECOND, Decisions
from bot.linking.matches import SLOTS
from bot.linking.pairs import Pair
from bot.linking.reading import Reading
from bot.linking.room import talk_of
from bot.model import Link
from tests.unit.linking.chat import cues, talk

SCRIPT = """
10:00 mira: is the kiln on?
10:00 tomas: is anybody firing today?
10:01 joan: yes, since this morning
"""


def decided(chances: dict[int, float], *seen: Pair, script: str = SCRIPT) -> list[Link]:
    """The links of the last turn, given its chances by slot and what was seen of every pair."""
    turns = talk(script)
    known = talk_of([turn.message for turn in turns])
    row = np.zeros((1, SLOTS))
    for slot, chance in chances.items():
        row[0, slot] = chance
    pairs = np.zeros((len(Pair), 1, SLOTS), np.float32)
    pairs[[*seen]] = 1
    last = len(known) - 1
    reading = Reading(known, range(last, last + 1), row, pairs)
    return list(Decisions(turns, reading).links(last))


def test_the_likeliest_turn_is_the_parent() -> None:
    (one,) = decided({0: 0.2, 1: 0.5, 2: 0.3})

    assert (one.child, one.parent, one.score) == ("2", "1", 0.5)


def test_a_second_parent_needs_its_chance() -> None:
    assert [one.parent for one in decided({1: 0.6, 2: SECOND})] == ["1", "0"]
    assert [one.parent for one in decided({1: 0.7, 2: SECOND - 0.05})] == ["1"]


@pytest.mark.parametrize("chances", [{0: 0.6, 1: 0.4}, {0: 0.4, 1: 0.6}])
def test_what_starts_a_conversation_is_no_second_thought(chances: dict[int, float]) -> None:
    assert len(decided(chances)) == 1


def test_the_strongest_evidence_is_named_first() -> None:
    (one,) = decided({2: 1.0}, Pair.ADDRESSES, Pair.MENTIONS, Pair.ADDRESSED_BY, Pair.SAME)

    assert [reason.cue for reason in one.reasons] == [
        "addressed-by-name",
        "was-addressed-by-name",
        "mentions-name",
    ]
    assert one.reasons[0].detail == "mira"


def test_a_link_without_evidence_of_its_own_says_so() -> None:
    (one,) = decided({2: 1.0})

    assert cues(one) == {"nearest-fit"}


def test_rarity_without_a_word_to_show_is_no_reason() -> None:
    (one,) = decided({2: 1.0}, Pair.RARITY)

    assert cues(one) == {"nearest-fit"}
