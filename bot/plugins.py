"""Extractors that others wrote: installed packages with an entry point in our group."""

from importlib.metadata import entry_points
from typing import Final

from bot.errors import ConfigurationError
from bot.ports import Extractor

EXTRACTORS: Final = "looseends.extractors"
"""The group of entry points. Each names something that gives an extractor when it is called."""


def plugged_in(name: str) -> Extractor:
    """The extractor of this name. Raises ConfigurationError where none is installed, or where it
    cannot be made.
    """
    found = list(entry_points(group=EXTRACTORS, name=name))
    if not found:
        known = sorted({"rules", "llm", "hybrid", *entry_points(group=EXTRACTORS).names})
        raise ConfigurationError(
            f'There is no extractor "{name}". These are there: {", ".join(known)}.'
        )
    try:
        made: Extractor = found[0].load()()
    except Exception as error:
        kind = type(error).__name__
        raise ConfigurationError(f'The extractor "{name}" cannot be made ({kind}).') from error
    return made
