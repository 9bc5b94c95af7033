"""What was read of talk holds for the same talk, and for no other."""

from bot.linking import Listener, link
from bot.linking.reading import read
from bot.linking.share import Asked
from bot.linking.weights import shipped
from tests.property.test_linking_window import chatter, talk


def test_nothing_holds_for_talk_that_was_not_read() -> None:
    turns = talk(chatter(3, 400))
    messages = [turn.message for turn in turns]
    [reading] = read([Asked(messages[:200], range(180, 200))], shipped())

    assert reading.heard
    assert reading.heard.among(messages[200:], 0) is None


def test_talk_is_read_anew_when_its_first_turn_is_gone() -> None:
    turns, listener = talk(chatter(3, 60)), Listener()
    listener(turns[:50])

    assert listener(turns[1:]) == link(turns[1:])
