"""The only place that reads the time of day. Everything else takes `now` as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC."""


def utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  (this is the one file that may)
