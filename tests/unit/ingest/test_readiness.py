"""What is done before a program listens."""

import gc

from bot.extraction.lexicon import lexicon
from bot.ingest.collector import patient_collector
from bot.ingest.readiness import get_ready


def test_rules_are_loaded_before_anybody_waits_for_them() -> None:
    lexicon.cache_clear()
    with patient_collector():
        get_ready()
        gc.unfreeze()

    assert lexicon.cache_info().currsize


def test_nobody_waits_for_a_long_look_at_what_was_made() -> None:
    with patient_collector():
        patient = gc.get_threshold()[0]
        get_ready()
        gc.unfreeze()

        assert gc.get_threshold()[0] < patient / 5
