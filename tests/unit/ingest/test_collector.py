"""The collector of cycles is as it was, once the work is done."""

import gc

from bot.ingest.collector import patient_collector, spare_what_stands


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
