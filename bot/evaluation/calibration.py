"""How far probabilities can be believed: how much is so of what is called 80 % likely."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts that lie close together: how many, what they said on average, what was so."""

    size: int
    said: float
    was: float


def reliability(forecasts: Iterable[tuple[float, bool]], bins: int = BINS) -> tuple[Bin, ...]:
    """The forecasts (probability, outcome) in bins of equal width from 0 to 1, without empty ones.

    Murphy and Winkler 1977, Applied Statistics 26 (1).
    """
    grouped: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for said, was in forecasts:
        grouped[min(int(said * bins), bins - 1)].append((said, was))
    return tuple(_bin(group) for group in grouped if group)


def _bin(group: Sequence[tuple[float, bool]]) -> Bin:
    size = len(group)
    return Bin(size, sum(said for said, _ in group) / size, sum(was for _, was in group) / size)


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far the bins lie from what they said, on average.

    Naeini et al. 2015, AAAI. 0 where there are no forecasts.
    """
    size = sum(each.size for each in bins)
    return sum(each.size * abs(each.said - each.was) for each in bins) / size if size else 0.0
