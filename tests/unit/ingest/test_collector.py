"""The collector of cycles is as it was once the work is done, and at work while nobody waits."""

import gc
import weakref
from collections.abc import Generator

import pytest

from bot.ingest.collector import look_meanwhile, patient_collector, spare_what_stands


class Knot:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def _only_when_told() -> Generator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_collector_is_patient_only_for_a_while() -> None:
    before = gc.get_threshold()

    with patient_collector():
        assert gc.get_threshold()[0] > before[0]

    assert gc.get_threshold() == before


def test_collector_spares_what_stands() -> None:
    try:
        spare_what_stands()

        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()


@pytest.mark.usefixtures("_only_when_told")
def test_garbage_is_found_meanwhile_where_there_may_be_much() -> None:
    first = weakref.ref(Knot())
    look_meanwhile()
    assert first() is not None

    kept = [Knot() for _ in range(6_000)]
    look_meanwhile()

    assert kept
    assert first() is None


@pytest.mark.usefixtures("_only_when_told")
def test_garbage_that_lasted_is_found_from_time_to_time() -> None:
    first = weakref.ref(old := Knot())
    gc.collect(0)
    del old
    for _ in range(900):
        gc.collect(0)
        look_meanwhile()
    assert first() is not None
    for _ in range(200):
        gc.collect(0)
        look_meanwhile()
    assert first() is None
