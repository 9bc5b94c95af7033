"""Numbers on a grid: multiples of 1/GRID between -LIMIT and LIMIT, so that sums are exact.

See `network` for why. Logarithms come from a table for the same reason.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float32]
Doubles: TypeAlias = NDArray[np.float64]
Truth: TypeAlias = NDArray[np.bool_]
Parts: TypeAlias = NDArray[np.int16]
Column: TypeAlias = Ints | Parts | Floats | Doubles | Truth
"""A feature before it is put on the grid."""

GRID: Final = 16
LIMIT: Final = 7.9375

_LOGS: Final[Doubles] = np.log1p(np.arange(4097) / 4)


def on_grid(values: Floats | Doubles) -> Floats:
    whole = values * GRID
    whole.clip(-LIMIT * GRID, LIMIT * GRID, out=whole)
    np.rint(whole, out=whole)
    whole /= GRID
    return whole.astype(np.float32, copy=False)


def log_count(count: Ints) -> Doubles:
    """The logarithm of 1 + count; counts from 1024 on are one."""
    return _LOGS.take(4 * count, mode="clip")


def log_minutes(seconds: Ints) -> Doubles:
    """The logarithm of 1 + the minutes, in steps of a quarter; backwards is none."""
    return _LOGS.take(seconds // 15, mode="clip")
