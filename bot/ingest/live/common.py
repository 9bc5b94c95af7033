"""What two processes hold, each a copy of its own: sent once, and named by number from then on."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias, TypeVar

_T = TypeVar("_T")

Named: TypeAlias = Sequence[_T | int]
"""Values as they are sent: a number where the other side holds the value already."""
_MANY: Final = 1_200
"""Values from which on it pays to keep only those still spoken of: some 1 MB."""


class Common:
    """One side's view. Right as long as each side reads all that the other one names, in order.

    Numbers that this side gave are positive here, and negative there.
    """

    def __init__(self) -> None:
        self._values: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._given = self._taken = 0

    @property
    def is_long(self) -> bool:
        return len(self._values) > _MANY

    def named(self, values: Iterable[_T]) -> Named[_T]:
        """To be read by the other side, once."""
        known = self._numbers.get
        return [self._give(value) if (n := known(id(value))) is None else n for value in values]

    def read(self, named: Named[_T]) -> list[_T]:
        """What the other side named."""
        read: list[Any] = [
            self._values[-one] if isinstance(one, int) else self._take(one) for one in named
        ]
        return read

    def keep_only(self, values: Iterable[object]) -> None:
        """Forgets all others: to be done on both sides at the same point of their talk."""
        numbers = (self._numbers[id(value)] for value in values)
        self._values = {number: self._values[number] for number in numbers}
        self._numbers = {id(value): number for number, value in self._values.items()}

    def drop(self, is_it: Callable[[object], bool]) -> None:
        """Forgets some: likewise to be done on both sides, where the same values are it."""
        for number, value in [*self._values.items()]:
            if is_it(value):
                del self._values[number], self._numbers[id(value)]

    def _give(self, value: _T) -> _T:
        self._given += 1
        return self._hold(self._given, value)

    def _take(self, value: _T) -> _T:
        self._taken += 1
        return self._hold(-self._taken, value)

    def _hold(self, number: int, value: _T) -> _T:
        # Held, so that no other value gets its place in memory, by which it is known.
        self._values[number] = value
        self._numbers[id(value)] = number
        return value
