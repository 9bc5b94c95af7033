import numpy as np

from bot.linking.grid import Doubles, Parts
from bot.linking.matches import SLOTS
from bot.linking.pairs import Pair, block_features
from bot.linking.rereading import BEFORE, WHOLE, guesses, in_parts, reread, sounds_otherwise
from bot.linking.room import talk_of
from bot.linking.surroundings import surroundings
from tests.unit.linking.chat import talk

SCRIPT = """
10:00 mira: kiln?
10:00 tomas: slip?
10:01 joan: yes
10:01 sven: no
10:02 mira: why?
10:02 joan: so
"""
STARTS, TO_ME, MY_PARENT, PARTNER, LATEST, SIZE, MINE = 2, 3, 5, 6, 15, 14, 20
ANSWERS, JOINS = 21, 22


def seen(guessed: dict[int, int], script: str = SCRIPT) -> Doubles:
    """The features after a first reading that is sure of these parents, by turn."""
    known = talk_of([turn.message for turn in talk(script)])
    around = surroundings(known)
    chances = np.zeros((len(known), SLOTS))
    for turn in range(len(known)):
        chances[turn, turn - guessed.get(turn, turn)] = 1
    block = np.arange(len(known))
    made = block_features(around, block)
    made = reread(around, guesses(in_parts(chances)), made, block, SLOTS)
    features = np.zeros((len(made.pairs) - len(Pair), len(known), SLOTS))
    np.put_along_axis(features, made.slots[None], made.pairs[len(Pair) :], axis=2)
    return features


def test_a_turn_that_replied_to_me_is_seen() -> None:
    features = seen({2: 0})

    assert features[TO_ME, 4, 2] == 1
    assert features[TO_ME, 4, 1] == 0


def test_my_partner_and_my_last_parent_are_seen() -> None:
    features = seen({2: 0, 4: 2})

    assert features[MY_PARENT, 5, 5] == 1
    assert features[PARTNER, 5, 5] == 1
    assert features[PARTNER, 5, 1] == 1
    assert features[PARTNER, 5, 2] == 0


def test_what_started_a_conversation_is_seen() -> None:
    features = seen({2: 0, 3: 1})

    assert features[STARTS, 4, 4] == 1
    assert features[STARTS, 4, 2] == 0


def test_the_latest_turn_of_a_conversation_and_its_size_are_seen() -> None:
    features = seen({2: 0, 3: 1, 4: 2})

    assert features[LATEST, 5, 1] == 1
    assert features[LATEST, 5, 2] == 1
    assert features[LATEST, 5, 3] == 0
    assert features[SIZE, 5, 1] == 3 / 4
    assert features[MINE, 5, 5] == 1
    assert features[MINE, 5, 4] == 0


def test_later_turns_speak_for_earlier_ones() -> None:
    features = seen({4: 2, 5: 4})

    assert features[ANSWERS, 4, 2] == 4
    assert features[ANSWERS, 4, 1] == 0
    assert seen({5: 1})[JOINS, 2, 1] == 4


def test_guesses_further_back_than_before_do_not_count() -> None:
    script = SCRIPT + "10:03 --: joins\n" * BEFORE + "10:04 mira: hm"

    assert not seen({2: 0}, script)[TO_ME, 6].any()


def test_chances_are_counted_in_whole_parts() -> None:
    chances = np.full((1, SLOTS), 1 / SLOTS)

    assert guesses(in_parts(chances)).chances.sum() == WHOLE


def test_only_the_likeliest_turns_are_weighed_again() -> None:
    known = talk_of([turn.message for turn in talk(SCRIPT * 9)])
    block = np.arange(len(known))
    around = surroundings(known)
    chances = np.zeros((len(known), SLOTS))
    chances[:, 30] = 1

    made = reread(around, guesses(in_parts(chances)), block_features(around, block), block, 8)

    assert made.slots.shape == (len(known), 8)
    assert made.slots[-1, 0] == 30
    assert made.slots[-1, 1:].tolist() == [*range(7)]


def test_a_turn_sounds_otherwise_where_a_later_one_takes_it_up() -> None:
    around = surroundings(talk_of([turn.message for turn in talk(SCRIPT)]))
    before = np.zeros((6, SLOTS), np.int16)
    replied, joined, whispered = before.copy(), before.copy(), before.copy()
    replied[4, 2] = joined[5, 4] = WHOLE // 2
    whispered[4, 2] = 1

    def otherwise(after: Parts) -> list[bool]:
        return sounds_otherwise(around, before, after, np.arange(6)).tolist()

    assert otherwise(replied) == [False, False, True, False, False, False]
    assert otherwise(joined) == [False, True, True, False, False, False]
    assert not any(otherwise(whispered))


def test_what_does_not_sound_otherwise_is_read_the_same() -> None:
    around = surroundings(talk_of([turn.message for turn in talk(chatter())]))
    dice, block = np.random.default_rng(3), np.arange(40)
    made = block_features(around, block)
    same = 0
    for _ in range(40):
        before = dice.choice([0, 0, 0, 20, 40, 400], (60, SLOTS)).astype(np.int16)
        after = before.copy()
        changed = dice.integers(40, 60, 2)
        after[changed] = dice.choice([0, 0, 0, 20, 40, 400], (2, SLOTS))

        otherwise = sounds_otherwise(around, before, after, block)

        then, now = (
            reread(around, guesses(chances), made, block, 12).pairs for chances in (before, after)
        )
        different = (then != now).any(axis=(0, 2))
        assert not (different & ~otherwise).any()
        same += int((~otherwise).sum())
    assert same > 40 * 20


def chatter() -> str:
    """Sixty turns of five people, with one who goes on soon and one who hardly ever speaks."""
    names = ["mira", "joan", "mira", "li", "sven", "joan", "li", "mira", "bess", "li"]
    return "\n".join(f"10:{turn:02} {names[turn * 7 % 10]}: so" for turn in range(60))
