import numpy as np
import pytest

from bot.linking.room import Vocabulary, talk_of
from bot.linking.surroundings import AHEAD, NEVER, surroundings
from bot.linking.talk import Talk
from bot.linking.texts import ADDRESS_FORM, LOOKS
from bot.linking.turns import told_of, turn_features
from bot.model import Turn
from tests.unit.linking.chat import said, talk

SCRIPT = """
10:00 mira: hello, anyone awake?
10:00 jo: mira: yes
10:01 --: li joins
10:05 mira: great
10:05 mira: which clay is it?
"""


def known(turns: list[Turn]) -> Talk:
    numbers = {"yes": 0, "^yes": 1, "clay": 2}
    features = np.array([[1, 0], [2, 1], [4, 0]], np.float32)
    return talk_of([turn.message for turn in turns], Vocabulary(numbers, features[:, None]))


def test_system_lines_are_no_talk() -> None:
    assert known(talk(SCRIPT)).position.tolist() == [0, 1, 3, 4]


def test_known_words_and_openings_count_once() -> None:
    read = known(talk("09:00 jo: yes yes\n09:00 li: hm\n09:00 li: the clay, yes"))

    assert read.known[:, 0].tolist() == [[3, 1], [0, 0], [5, 0]]


def test_mentions_of_the_platform_are_addressed() -> None:
    told = known([Turn(said("mira", "hi")), Turn(said("jo", "hi", mentions=("id-mira",)))])

    assert set(told.addressed.word) < set(told.called.word[told.called.turn == 0])


def test_everyday_words_are_no_talk_of_somebody_whose_name_bears_them() -> None:
    script = "09:00 the_dude: hi\n09:00 jo: is the, it on"

    assert not len(known(talk(script)).mentioned.word)
    assert len(known(talk(script.replace("the,", "(the_dude)"))).mentioned.word)


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("really?", 0),
        ("本当に？", 1),
        ("mira: how do I glaze this", 2),
        ("hey there", 3),
        ("jo, yes", 4),
        ("see https://example.org", 5),
        ("!help", 6),
        ("mira: hi", ADDRESS_FORM),
        ("ask @mira", 8),
        ("so I wait...", 9),
        ("and it broke", 10),
        ("fine :)", 11),
        ("fine", 12),
        ("Fine.", 13),
        ("can anybody help", 14),
        ("ah, thanks", 15),
    ],
)
def test_a_text_looks(text: str, look: int) -> None:
    looks = known([Turn(said("jo", text))]).looks[0]

    assert looks[look] == 1
    assert known([Turn(said("jo", "-"))]).looks[0][look] == 0


def test_bots_and_wordless_texts_are_seen() -> None:
    bot, person = talk("09:00 helpbot_2: hi\n09:00 jo:")

    assert known([bot]).looks[0][LOOKS + 1] == 1
    assert known([person]).looks[0][LOOKS + 1 :].tolist() == [0, 1]


def test_each_turn_knows_where_its_author_speaks_and_is_spoken_to() -> None:
    around = surroundings(known(talk(SCRIPT)))

    assert around.before.tolist() == [-NEVER, -NEVER, 0, 2]
    assert around.after.tolist() == [2, NEVER, 3, NEVER]
    assert around.second_after.tolist() == [3, NEVER, NEVER, NEVER]
    assert around.spoken_to.tolist() == [1, NEVER, NEVER, NEVER]


def test_features_of_a_turn_change_with_pause_and_company() -> None:
    slow, fast = (
        turn_features(surroundings(known(talk(script))))
        for script in (SCRIPT, SCRIPT.replace("10:05", "10:00"))
    )

    assert slow.shape == fast.shape
    assert not np.array_equal(slow[:, 2], fast[:, 2])
    assert np.array_equal(slow[:, 0], fast[:, 0])


def test_hours_between_posts_read_alike_in_any_slow_room() -> None:
    slow, slower = (
        turn_features(
            surroundings(
                known([Turn(said(name, minutes=k * pause)) for k, name in enumerate("aba")])
            )
        )
        for pause in (240, 960)
    )
    pause_before, since_own = slice(-5, -4), slice(-4, -3)

    for time in (pause_before, since_own):
        assert slow[time, 2] == slower[time, 2] > 0


def test_a_turn_tells_of_its_authors_turn_just_before() -> None:
    soon = known(talk("09:00 jo: hm\n09:00 li: ah\n09:01 jo: so"))
    late = known(talk("09:00 jo: hm\n" + "09:00 --: joins\n" * AHEAD + "09:01 jo: so"))

    assert told_of(surroundings(soon), np.arange(3)).tolist() == [0, 1, 0]
    assert told_of(surroundings(late), np.arange(2)).tolist() == [0, 1]
