from datetime import timedelta

import pytest

from bot.errors import ModelAway, ModelRefused
from bot.llm.endpoint.breaker import Breaker
from tests.unit.llm.double import Watch


def fail(breaker: Breaker, error: Exception) -> None:
    with pytest.raises(type(error)), breaker.watched():
        raise error


def test_it_shuts_after_so_many_failures_in_a_row() -> None:
    breaker = Breaker(Watch(), in_a_row=2)

    fail(breaker, ModelAway("gone"))
    assert not breaker.is_shut
    fail(breaker, ModelAway("gone"))

    assert breaker.is_shut


@pytest.mark.parametrize("error", [None, ModelRefused("no")])
def test_an_answer_in_between_begins_the_row_anew(error: Exception | None) -> None:
    breaker = Breaker(Watch(), in_a_row=2)

    fail(breaker, ModelAway("gone"))
    if error is None:
        with breaker.watched():
            pass
    else:
        fail(breaker, error)
    fail(breaker, ModelAway("gone"))

    assert not breaker.is_shut


def test_while_it_is_shut_it_says_for_how_long() -> None:
    clock = Watch()
    breaker = Breaker(clock, in_a_row=1, pause=timedelta(seconds=60))
    fail(breaker, ModelAway("gone"))
    clock.pass_by(seconds=20)

    with pytest.raises(ModelAway) as raised, breaker.watched():
        pass

    assert raised.value.seconds == 40


def test_it_stays_shut_for_as_long_as_the_endpoint_asks() -> None:
    clock = Watch()
    breaker = Breaker(clock, in_a_row=1, pause=timedelta(seconds=60))
    fail(breaker, ModelAway("slower", seconds=600))

    clock.pass_by(seconds=599)
    assert breaker.is_shut
    clock.pass_by(seconds=2)
    assert not breaker.is_shut


def test_an_endpoint_that_asks_to_be_left_alone_is_at_once_but_not_for_ever() -> None:
    clock = Watch()
    breaker = Breaker(clock)

    fail(breaker, ModelAway("slower", seconds=5))
    assert breaker.is_shut
    clock.pass_by(seconds=6)
    assert not breaker.is_shut
    fail(breaker, ModelAway("never again", seconds=1e9))
    clock.pass_by(hours=2)

    assert not breaker.is_shut


def test_after_the_pause_one_may_try_and_no_other_meanwhile() -> None:
    clock = Watch()
    breaker = Breaker(clock, in_a_row=1)
    fail(breaker, ModelAway("gone"))
    clock.pass_by(minutes=2)

    with breaker.watched():
        assert breaker.is_shut

    assert not breaker.is_shut


def test_one_failed_try_shuts_it_again() -> None:
    clock = Watch()
    breaker = Breaker(clock, in_a_row=3)
    for _ in range(3):
        fail(breaker, ModelAway("gone"))
    clock.pass_by(minutes=2)

    fail(breaker, ModelAway("gone"))

    assert breaker.is_shut


def test_a_try_that_is_cancelled_says_nothing() -> None:
    clock = Watch()
    breaker = Breaker(clock, in_a_row=1)
    fail(breaker, ModelAway("gone"))
    clock.pass_by(minutes=2)

    with pytest.raises(KeyboardInterrupt), breaker.watched():
        raise KeyboardInterrupt

    assert not breaker.is_shut
