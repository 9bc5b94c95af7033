"""The talk of one room goes on: what was read stays, and newcomers are heard of."""

import numpy as np
import pytest

from bot.linking import room
from bot.linking.room import NO_WORDS, room_of, talk_of
from bot.linking.talk import Talk
from tests.unit.linking.chat import talk

SCRIPT = """
10:00 mira: is bess_k around?
10:01 jo: mira: not yet
10:02 --: bess_k joins
10:03 bess_k: here, the kiln is hot
10:04 mira: bess_k: great
"""
MESSAGES = [turn.message for turn in talk(SCRIPT)]


def told(heard: Talk) -> list[object]:
    """What is told, in words of its own: numbers are only ever compared."""
    names = {number: place for place, number in enumerate(dict.fromkeys(heard.called.word))}
    mentioned = zip(heard.mentioned.turn, heard.mentioned.word, strict=True)
    return [
        heard.position.tolist(),
        [*heard.texts],
        sorted((int(turn), names.get(word)) for turn, word in mentioned if word in names),
    ]


@pytest.mark.parametrize("first", range(1, 6))
def test_talk_that_goes_on_is_the_talk_as_a_whole(first: int) -> None:
    begun = room_of(MESSAGES[:first], NO_WORDS)

    whole = room_of(MESSAGES, NO_WORDS, earlier=begun)

    assert told(whole.talk) == told(talk_of(MESSAGES))


def test_who_was_spoken_of_before_they_spoke_was_mentioned() -> None:
    begun = room_of(MESSAGES[:2], NO_WORDS)
    assert not len(begun.talk.mentioned.turn)

    whole = room_of(MESSAGES, NO_WORDS, earlier=begun)

    assert whole.talk.mentioned.turn.tolist()[0] == 0


def test_what_is_asked_for_from_further_back_is_read_anew() -> None:
    late = room_of(MESSAGES, NO_WORDS, since=3)

    whole = room_of(MESSAGES, NO_WORDS, earlier=late)

    assert told(whole.talk) == told(talk_of(MESSAGES))
    assert np.array_equal(late.talk.position, [3, 4])


def test_words_are_not_numbered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = room_of(MESSAGES[:4], NO_WORDS)
    monkeypatch.setattr(room, "MOST_NUMBERS", 3)

    whole = room_of(MESSAGES, NO_WORDS, earlier=begun)

    assert whole.numbers is not begun.numbers
    assert told(whole.talk) == told(talk_of(MESSAGES))
