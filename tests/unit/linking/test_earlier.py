"""What was read of talk holds for the same talk, and for no other."""

from dataclasses import replace

from bot.linking import Listener, link
from bot.linking.reading import read
from bot.linking.share import Asked
from bot.linking.weights import shipped
from bot.model import AuthorId, Reaction
from tests.property.test_linking_window import chatter, talk


def test_nothing_holds_for_talk_that_was_not_read() -> None:
    turns = talk(chatter(3, 400))
    messages = [turn.message for turn in turns]
    [reading] = read([Asked(messages[:200], range(180, 200))], shipped())

    assert reading.heard
    assert reading.heard.among(messages[200:], 0) is None


def test_what_was_read_holds_whatever_the_reactions_and_for_no_other_words() -> None:
    messages = [turn.message for turn in talk(chatter(3, 200))]
    [reading] = read([Asked(messages[:190], range(180, 190))], shipped())
    liked, reworded, tick = [*messages], [*messages], Reaction("✅", AuthorId("mira"))
    liked[150] = replace(messages[150], reactions=(tick,))
    reworded[150] = replace(messages[150], text="something else")

    assert reading.heard
    assert reading.heard.among(liked, 0)
    assert not reading.heard.among(reworded, 0)
    assert not reading.heard.among(messages[:180], 0)


def test_talk_is_read_anew_when_its_first_turn_is_gone() -> None:
    turns, listener = talk(chatter(3, 60)), Listener()
    listener(turns[:50])

    assert listener(turns[1:]) == link(turns[1:])
