"""The register of a message: typed in passing, quarrelsome, put to an opponent, seeking help.

Needs the readings of all of its sentences. Gives what the genuineness of its questions depends on:
the same words ask in a help room and mock in a quarrel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.extraction.reading import Reading

CHANCE: Final = 2
"""Below so many words of quarrel in a chat turn, or of debate in any post, they are a chance."""
TURN: Final = 25
"""Words up to which a message may be typed in passing."""


@dataclass(frozen=True, slots=True)
class Register:
    """How a message talks, as far as it bears upon its questions."""

    in_passing: bool
    """A chat turn: short, and begun without a capital. Only strong cues make its questions
    rhetorical."""
    heat: float
    """The share of words of quarrel."""
    debate: float
    """The share of its words that name matters of public debate."""
    opposes: bool
    """It speaks of "you" more than of "I", at some length: to an opponent, not to a helper."""
    seeks_help: bool
    """It says please, or asks for help or advice."""


def register_of(readings: Sequence[Reading]) -> Register:
    """The register of the message that consists of these sentences, one at least."""
    classes = readings[0].lexicon.words
    said = [word for reading in readings for word in reading.words]
    spoken = len(said) <= TURN
    loaded, debated = _count(said, classes.loaded), _count(said, classes.debated)
    return Register(
        in_passing=spoken and not readings[0].tokens[0].capital,
        heat=0 if spoken and loaded < CHANCE else loaded / len(said),
        debate=0 if debated < CHANCE else debated / len(said),
        opposes=not spoken and _count(said, classes.second) > _count(said, classes.first),
        seeks_help=_count(said, classes.help) > 0,
    )


def _count(said: Iterable[str], words: frozenset[str]) -> int:
    return sum(map(words.__contains__, said))
