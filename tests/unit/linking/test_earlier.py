"""What was read of talk holds for the same talk, and for no other."""

from dataclasses import replace

from bot.linking import Listener, link
from bot.linking.reading import read
from bot.linking.share import Asked
from bot.linking.weights import shipped
from bot.model import AuthorId, Form, Question, Reaction, Span, Turn
from tests.property.test_linking_window import chatter, talk
from tests.unit.linking.chat import talk as said_in


def test_nothing_holds_for_talk_that_was_not_read() -> None:
    turns = talk(chatter(3, 400))
    [reading] = read([Asked(turns[:200], range(180, 200))], shipped())

    assert reading.heard
    assert reading.heard.among(turns[200:], 0) is None


def test_what_was_read_holds_whatever_the_reactions_and_for_no_other_words() -> None:
    turns = talk(chatter(3, 200))
    [reading] = read([Asked(turns[:190], range(180, 190))], shipped())
    one, tick = turns[150], Reaction("✅", AuthorId("mira"))

    def holds(changed: Turn) -> bool:
        assert reading.heard
        return reading.heard.among([*turns[:150], changed, *turns[151:]], 0) is not None

    assert holds(replace(one, message=replace(one.message, reactions=(tick,))))
    assert not holds(replace(one, message=replace(one.message, text="something else")))
    assert not holds(replace(one, acts=(Question(span=Span(0, 1), form=Form.POLAR),)))
    assert reading.heard
    assert not reading.heard.among(turns[:180], 0)


def test_talk_is_read_anew_when_its_first_turn_is_gone() -> None:
    turns, listener = talk(chatter(3, 60)), Listener()
    listener(turns[:50])

    assert listener(turns[1:]) == link(turns[1:])


def test_only_turns_that_sound_otherwise_are_judged_again() -> None:
    script = "10:00 mira: is the kiln hot?\n" + "10:01 joan: it was\n10:02 li: no idea\n" * 12
    turns = said_in(script + "10:30 sven: hello, who sells clay?")
    [before] = read([Asked(turns[:-1], range(1, 25))], shipped())

    [after] = read([Asked(turns, range(2, 26), before.heard)], shipped())

    assert after.ranks.stop == 26
    assert len(after.ranks) < 12


def test_a_system_line_has_nothing_judged_again() -> None:
    turns = said_in("10:00 mira: is the kiln hot?\n10:01 joan: yes\n10:02 --: li joins")
    [before] = read([Asked(turns[:2], range(2))], shipped())

    [after] = read([Asked(turns, range(3), before.heard)], shipped())

    assert not after.ranks
