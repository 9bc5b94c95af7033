"""Which span of one reader is which span of the other."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from bot.model import Span

HALF: Final = 0.5
"""Spans are the same from this share of common code points on: intersection over union."""


def matches(named: Sequence[Span], listed: Sequence[Span]) -> Mapping[int, int]:
    """For each named span (by index) that is listed too, the index of the listed one.

    The spans of `listed` do not overlap. None of them is taken twice.
    """
    order = sorted(range(len(listed)), key=lambda index: listed[index])
    starts = [listed[index].start for index in order]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for place, span in enumerate(named):
        # What shares half of the union covers the middle: the last to start before it, or, where
        # two meet there, the one before that.
        last = bisect_right(starts, (span.start + span.end) / 2)
        near = [index for index in order[max(0, last - 2) : last] if index not in taken]
        best = max(near, key=lambda index: common(span, listed[index]), default=None)
        if best is not None and common(span, listed[best]) >= HALF:
            found[place] = best
            taken.add(best)
    return found


def common(one: Span, other: Span) -> float:
    """The share of their union that two spans have in common.

    Jaccard 1912; from one half on, as in PASCAL VOC (Everingham et al. 2010, IJCV 88).
    """
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    union = len(one) + len(other) - shared
    return shared / union if union else 0.0
