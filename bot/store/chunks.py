"""Long lists in parts that a statement can take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")

AT_ONCE = 5_000
"""SQLite takes 32,766 values in one statement, PostgreSQL's driver 32,767."""


def chunks(values: Iterable[_T], size: int = AT_ONCE) -> Iterator[list[_T]]:
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part
