import pytest

from bot.model import Message
from bot.resolution import contesting
from tests.unit.resolution.room import turn

CLAIM = "the upper valve leaks in every frost"


def reply(text: str) -> Message:
    return turn(2, "jon", text, to=1).message


@pytest.mark.parametrize(
    "text",
    [
        "No, the valve is dry, I looked this morning.",
        "I disagree, that valve was new in March.",
        "That's not true of our valve.",
        f"> {CLAIM}\n\nThat's wrong.",
        "Das Ventil? The valve? Sehe ich anders.",
    ],
)
def test_reply_contests_when_it_objects_in_the_words_of_the_claim(text: str) -> None:
    assert contesting(CLAIM, [reply(text)]) == (reply(text),)


@pytest.mark.parametrize(
    "text",
    [
        "Yes, ours leaks too, the lower valve even.",
        "No, the kettle was mine.",
        "The valve cannot be reached without a ladder.",
        f"> {CLAIM}\n\nThank you, I had wondered.",
        "No idea about the valve.",
        "",
    ],
)
def test_reply_does_not_contest_when_it_agrees_or_speaks_of_something_else(text: str) -> None:
    assert contesting(CLAIM, [reply(text)]) == ()


def test_those_who_contest_keep_their_order() -> None:
    replies = [
        reply("No, the valve is fine."),
        reply("the valve is old"),
        reply("Wrong valve, I doubt it leaks"),
    ]

    assert contesting(CLAIM, replies) == (replies[0], replies[2])
