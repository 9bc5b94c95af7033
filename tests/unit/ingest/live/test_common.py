"""What both sides hold is sent once, whatever is said, forgotten and said again."""

from collections.abc import Sequence
from copy import copy as another
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.live.common import Common, Named


@dataclass(frozen=True)
class Word:
    said: str


def sent(named: Named[Word]) -> Sequence[Word | int]:
    """As it arrives: other values, equal to these."""
    return [another(one) for one in named]


def test_value_is_sent_once_and_named_from_then_on() -> None:
    here, there, word = Common(), Common(), Word("seal")

    first = here.named([word])
    [copy] = there.read(sent(first))
    again = here.named([word, word])

    assert first == [word]
    assert copy == word
    assert again == [1, 1]
    assert all(one is copy for one in there.read(sent(again)))


def test_other_side_names_what_it_was_sent() -> None:
    here, there, word = Common(), Common(), Word("seal")
    [copy] = there.read(sent(here.named([word])))

    named = there.named([copy, Word("pump")])
    back, new = here.read(sent(named))

    assert named == [-1, Word("pump")]
    assert back is word
    assert new == Word("pump")


def test_what_is_not_kept_is_sent_anew() -> None:
    here, there = Common(), Common()
    kept, dropped = Word("seal"), Word("pump")
    copies = there.read(sent(here.named([kept, dropped])))
    here.keep_only([kept])
    there.keep_only(copies[:1])

    assert here.named([kept, dropped]) == [1, dropped]
    assert there.read(sent([1, dropped])) == [kept, dropped]


def test_what_is_dropped_is_sent_anew_and_the_rest_is_not() -> None:
    here, there = Common(), Common()
    kept, dropped = Word("seal"), Word("pump")
    copies = there.read(sent(here.named([kept, dropped])))
    here.drop(dropped.__eq__)
    there.drop(dropped.__eq__)

    assert here.named([kept, dropped]) == [1, dropped]
    assert there.read(sent([1, dropped]))[0] is copies[0]


def test_equal_values_are_told_apart() -> None:
    here = Common()
    assert here.named([Word("seal"), Word("seal")]) == [Word("seal"), Word("seal")]


@given(st.lists(st.tuples(st.booleans(), st.lists(st.integers(0, 9)), st.booleans())))
def test_both_sides_understand_each_other_whatever_is_said(
    talk: list[tuple[bool, list[int], bool]],
) -> None:
    sides = Common(), Common()
    vocabulary = [[Word(str(n)) for n in range(10)], [Word(str(n)) for n in range(10)]]
    for by_first, words, clears in talk:
        me, you = sides if by_first else sides[::-1]
        mine = [vocabulary[not by_first][n] for n in words]
        theirs = you.read(sent(me.named(mine)))
        assert theirs == mine
        for n, copy in zip(words, theirs, strict=True):
            vocabulary[by_first][n] = copy
        if clears:
            me.keep_only(mine)
            you.keep_only(theirs)
