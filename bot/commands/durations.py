"""Stretches of time as people type them: `12h`, `7d`, `2w`."""

import re
from datetime import timedelta

from bot.errors import WrongUse

UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
LONGEST = timedelta(days=3650)
_TYPED = re.compile(
    r"([0-9]{1,5}) ?(?:(m)(?:in(?:ute)?s?)?|(h)(?:ours?)?|(d)(?:ays?)?|(w)(?:eeks?)?)",
    re.IGNORECASE,
)


def duration(typed: str) -> timedelta:
    """The stretch of time that is meant (`7d`, `12 hours`). Raises WrongUse."""
    match = _TYPED.fullmatch(typed.strip())
    length = int(match[1]) * UNITS[match[match.lastindex or 0].lower()] if match else timedelta()
    if not timedelta() < length <= LONGEST:
        message = f'"{typed}" is no stretch of time. Say for example 30m, 12h, 7d or 2w.'
        raise WrongUse(message)
    return length
