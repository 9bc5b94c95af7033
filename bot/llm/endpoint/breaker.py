"""Leaves an endpoint alone that does not answer (the circuit breaker of Nygard, Release It!)."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.errors import ModelAway

_IN_A_ROW: Final = 5
_PAUSE: Final = timedelta(seconds=60)
_LONGEST: Final = 3_600.0
"""Seconds. Nobody can ask to be left alone for longer."""


class Breaker:
    """Lets calls through until so many failed `in_a_row`; then none for a `pause`. An endpoint that
    asks to be left alone for some time is, at once. After that one call may try, and what becomes
    of it goes for all. Failures are those that are `counted`; others say nothing either way.
    """

    def __init__(
        self,
        now: Clock,
        *,
        in_a_row: int = _IN_A_ROW,
        pause: timedelta = _PAUSE,
        counted: type[ModelAway] = ModelAway,
    ) -> None:
        self._now, self._in_a_row, self._pause = now, in_a_row, pause
        self._counted = counted
        self._failed = 0
        self._shut_until: datetime | None = None
        self._is_trying = False

    @property
    def is_shut(self) -> bool:
        """Whether a call would be turned away."""
        return self._wait() > 0 or self._is_trying

    @contextmanager
    def watched(self) -> Generator[None]:
        """Around one call. Raises ModelAway at once where the endpoint is to be left alone."""
        if self.is_shut:
            message = "The language model did not answer lately, and is left alone for a while."
            raise ModelAway(message, seconds=self._wait())
        self._is_trying = self._shut_until is not None
        try:
            yield
        except ModelAway as away:
            if isinstance(away, self._counted):
                self._fail(away.seconds)
            raise
        except Exception:
            self._open()  # it answered, be it with a no
            raise
        else:
            self._open()
        finally:
            self._is_trying = False

    def _wait(self) -> float:
        if self._shut_until is None:
            return 0.0
        return max(0.0, (self._shut_until - self._now()).total_seconds())

    def _open(self) -> None:
        self._failed, self._shut_until = 0, None

    def _fail(self, seconds: float | None) -> None:
        self._failed += 1
        asked = timedelta(seconds=min(seconds or 0.0, _LONGEST))
        is_over = self._failed >= self._in_a_row or self._shut_until is not None
        if is_over or asked:
            self._shut_until = self._now() + (max(self._pause, asked) if is_over else asked)
