"""Python's collector of reference cycles, told that little of what comes will be garbage."""

import gc
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

_PATIENT: Final = (100_000, 100, 100)
"""Values made between two looks at the newest (some thousand messages), and how many such looks
between two at all that lasted longer: those cost most, and find nothing.
"""
_BRIEF: Final = (10_000, 1_000, 100)
"""The same where people wait for what is made: a look takes some 10 ms instead of 50."""
_WORTH_IT: Final = (5_000, 1_000, 10)
"""The same between two looks for which nobody has to wait."""


@contextmanager
def patient_collector() -> Generator[None]:
    """Much is made at once, in trees of values that no cycle keeps alive: looking for cycles every
    few hundred values takes a tenth of the time of an import.
    """
    before = gc.get_threshold()
    be_patient()
    try:
        yield
    finally:
        gc.set_threshold(*before)


def be_patient() -> None:
    """The same for good, in a process that does nothing else."""
    gc.set_threshold(*_PATIENT)


def be_brief() -> None:
    """For good, in a process that others wait for."""
    gc.set_threshold(*_BRIEF)


def look_meanwhile() -> None:
    """A look as far as it is worth it, in a moment when nobody waits."""
    grown = [count >= worth for count, worth in zip(gc.get_count(), _WORTH_IT, strict=True)]
    if True in grown:
        gc.collect(max(generation for generation, is_worth in enumerate(grown) if is_worth))


def spare_what_stands() -> None:
    """Leaves out of all later looks what is there now: the program itself, a few hundred thousand
    values. To look through them takes as long as to read ten pages of questions, and without this
    came over one page in a hundred. Called once, when all has been imported that will be used.
    """
    gc.collect()
    gc.freeze()
