import numpy as np

from bot.linking.grid import GRID, LIMIT, log_count, log_minutes, on_grid
from bot.linking.pairs import Features, Pair, block_features
from bot.linking.room import talk_of
from bot.linking.surroundings import REACH, surroundings
from bot.model import Turn
from tests.unit.linking.chat import talk

SCRIPT = """
10:00 mira: the raku glaze flaked off again
10:00 joan: mira: did you bisque it first?
10:01 li: anyone selling clay?
10:02 mira: joan: no, should I?
10:03 joan: yes, raku glaze wants bisque
10:09 mira: thanks joan
"""


def features(turns: list[Turn]) -> Features:
    known = talk_of([turn.message for turn in turns])
    return block_features(surroundings(known), np.arange(len(known)))


def seen(script: str, pair: Pair, child: int, parent: int) -> float:
    return float(features(talk(script)).pairs[pair, child, child - parent])


def test_one_author_is_seen_and_the_nearest_turn_of_theirs() -> None:
    assert seen(SCRIPT, Pair.SAME, 5, 0) == 1
    assert seen(SCRIPT, Pair.LAST_SAME, 5, 0) == 0
    assert seen(SCRIPT, Pair.LAST_SAME, 5, 3) == 1
    assert seen(SCRIPT, Pair.NEARER_SAME, 5, 0) == 0.5


def test_who_addresses_whom_is_seen_from_both_sides() -> None:
    assert seen(SCRIPT, Pair.ADDRESSES, 1, 0) == 1
    assert seen(SCRIPT, Pair.ADDRESSES, 2, 0) == 0
    assert seen(SCRIPT, Pair.ADDRESSED_BY, 3, 1) == 1
    assert seen(SCRIPT, Pair.LAST_CALLER, 3, 1) == 1


def test_a_name_in_passing_is_a_mention() -> None:
    assert seen(SCRIPT, Pair.MENTIONS, 5, 4) == 1
    assert seen(SCRIPT, Pair.ADDRESSES, 5, 4) == 0
    assert seen(SCRIPT, Pair.LAST_NAMED, 5, 4) == 1


def test_whom_one_addressed_just_before_or_after_is_seen() -> None:
    assert seen(SCRIPT, Pair.ADDRESSED_BEFORE, 5, 4) == 1
    assert seen(SCRIPT, Pair.ADDRESSED_AFTER, 0, 0) == 0
    assert (
        seen("09:00 joan: hm\n09:00 li: ah\n09:00 li: joan: so?", Pair.ADDRESSED_AFTER, 1, 0) == 1
    )


def test_two_who_address_the_same_person_are_seen() -> None:
    script = "09:00 joan: mira: where?\n09:00 li: mira, who?"

    assert seen(script, Pair.SAME_ADDRESSEE, 1, 0) == 1


def test_shared_topic_words_weigh_by_how_rare_they_are() -> None:
    assert seen(SCRIPT, Pair.SHARED, 4, 0) == 2
    assert seen(SCRIPT, Pair.SHARED, 2, 0) == 0
    often = "09:00 joan: glaze\n" * 9 + "09:00 li: glaze"
    assert 0 < seen(often, Pair.RARITY, 9, 0) < seen(SCRIPT, Pair.RARITY, 4, 0) / 2


def test_a_turn_whose_author_was_spoken_to_since_is_known_as_answered() -> None:
    assert seen(SCRIPT, Pair.ANSWERED, 4, 0) == 1
    assert seen(SCRIPT, Pair.ANSWERED, 4, 2) == 0


def test_the_latest_turn_of_another_author_is_seen() -> None:
    assert seen(SCRIPT, Pair.LATEST, 4, 3) == 1
    assert seen(SCRIPT, Pair.SECOND_LATEST, 4, 0) == 1
    assert seen(SCRIPT, Pair.LATEST, 4, 1) == 0


def test_time_between_turns_grows_with_the_minutes() -> None:
    assert seen(SCRIPT, Pair.NO_GAP, 1, 0) == 1
    assert seen(SCRIPT, Pair.GAP, 5, 4) > seen(SCRIPT, Pair.GAP, 4, 3) > 0


def test_a_turn_beyond_reach_is_no_parent() -> None:
    script = "09:00 joan: start\n" + "09:00 --: joins\n" * REACH + "09:00 li: joan: hello"

    made = features(talk(script))

    assert made.valid[1, :3].tolist() == [True, False, False]
    assert not made.pairs[:, 1].any()


def test_the_slot_of_the_turn_itself_bears_no_pair() -> None:
    assert not features(talk(SCRIPT)).pairs[:, :, 0].any()


def test_features_lie_on_the_grid_within_its_limits() -> None:
    values = on_grid(np.array([-1e9, -0.06, 0.0, 0.03, 1e9]))

    assert values.tolist() == [-LIMIT, -1 / GRID, 0, 0, LIMIT]


def test_logarithms_never_fall_and_stop_growing() -> None:
    counts = log_count(np.array([0, 1, 1023, 1024, 10**9]))
    minutes = log_minutes(np.array([-60, 0, 59, 60, 10**12]))

    assert counts[0] == 0
    assert counts[-1] == counts[-2] > counts[1]
    assert minutes[0] == minutes[1] == 0
    assert (np.diff(minutes) >= 0).all()
