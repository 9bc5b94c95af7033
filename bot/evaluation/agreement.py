"""Two readers count: how much did both find, and how much each."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

FEW: Final = 20
"""Below so many cases a share says little."""
_Z: Final = 1.959964
"""Half-width of the middle 95 % of a normal distribution, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`named` is what people name, `listed` what the rules list, `right` what is in both.

    Where each case is judged by both (a state, say), all cases are named and listed; precision,
    recall and F1 are then one and the same share.
    """

    right: int = 0
    listed: int = 0
    named: int = 0

    def __add__(self, other: "Agreement") -> "Agreement":
        return Agreement(
            self.right + other.right, self.listed + other.listed, self.named + other.named
        )

    @property
    def precision(self) -> float | None:
        """How much of what is listed is right; None where nothing is listed."""
        return self.right / self.listed if self.listed else None

    @property
    def recall(self) -> float | None:
        """How much of what people name is listed; None where they name nothing."""
        return self.right / self.named if self.named else None

    @property
    def f1(self) -> float | None:
        """Both in one: their harmonic mean; None where there is nothing to count."""
        both = self.listed + self.named
        return 2 * self.right / both if both else None


def cases(right: int, of: int) -> Agreement:
    """So many judged rightly, of so many that were judged."""
    return Agreement(right, of, of)


def plausible(right: int, of: int) -> tuple[float, float]:
    """Between which shares the true one lies, with 95 % confidence.

    The score interval of Wilson 1927, JASA 22 (158): it holds for few cases too. `of` is above 0.
    """
    share, spread = right / of, _Z * _Z / of
    middle = share + spread / 2
    reach = _Z * sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))
