"""The settings of digests: where to, when, of what, and how much."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Annotated, Any, Final, TypeAlias, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import NoDecode

_DESTINATION: Final = re.compile(r"discord:[0-9]{1,20}|matrix:![^\s:]+(:\S+)?")
_QUIET: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_SOONEST: Final = timedelta(minutes=30)
_A_MOMENT: Final = datetime(2024, 1, 1)  # noqa: DTZ001  (any will do: only distances count)
_LOOKED_AT: Final = 60


def as_cron(cron: str) -> str:
    """The five fields, as they are. Raises ValueError where no moment fits them, or too many do."""
    if len(cron.split()) != len(("minute", "hour", "day", "month", "weekday")):
        message = 'give five fields: minute hour day month weekday, as in "0 9 * * 1"'
        raise ValueError(message)
    try:
        times = CronSim(cron, _A_MOMENT)
        first = [at for at, _ in zip(times, range(_LOOKED_AT), strict=False)]
    except CronSimError as error:
        message = f"{error}; the fields are minute hour day month weekday"
        raise ValueError(message) from None
    if any(later - at < _SOONEST for at, later in pairwise(first)):
        message = "nobody reads a digest more than twice an hour"
        raise ValueError(message)
    return cron


def as_zone(zone: str) -> str:
    """The name, where it is one. Raises ValueError."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is a fault of the disk
        message = "there is no such time zone; name one as Europe/Berlin or UTC"
        raise ValueError(message) from None
    return zone


def as_destination(place: str) -> str:
    if not _DESTINATION.fullmatch(place):
        message = (
            "name a channel as discord:123456789012345678 or a room as matrix:!abc:example.org"
        )
        raise ValueError(message)
    return place


def as_quiet(hours: str) -> str:
    """From when until when, as in 22:00-07:00. Raises ValueError."""
    if hours and len(quiet_hours(hours)) != len(("from", "until")):
        message = "give the hours as 22:00-07:00"
        raise ValueError(message)
    return hours


def quiet_hours(hours: str) -> tuple[time, ...]:
    """The two times of day that are meant; fewer where it is none."""
    found = [_QUIET.fullmatch(part.strip()) for part in hours.split("-")]
    times = tuple(time(int(match[1]), int(match[2])) for match in found if match)
    is_pair = len(found) == len(times) and len(set(times)) == len(("from", "until"))
    return times if is_pair else ()


def as_listed(listed: object) -> object:
    """The names of a list, as people write it: with commas between them, or as JSON."""
    match listed:
        case str():
            return tuple(listed.replace(",", " ").split())
        case int():
            return (str(listed),)
        case list():
            return tuple(str(each) for each in cast("list[object]", listed))
        case _:
            return listed


def as_text(value: object) -> object:
    """A number stands for its digits: `7` is a name too."""
    return str(value) if isinstance(value, int) else value


Listed: TypeAlias = Annotated[tuple[str, ...], NoDecode, BeforeValidator(as_listed)]
Text: TypeAlias = Annotated[str, BeforeValidator(as_text)]


class DigestSettings(BaseModel):
    """What can be set of a digest, each by `LOOSEENDS_DIGESTS__1__` and its name; the next digest
    has a 2 there. Or all of them as one JSON list in `LOOSEENDS_DIGESTS`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: Annotated[str, AfterValidator(as_destination)] = Field(
        description="Where the digest is posted: discord:CHANNEL or matrix:ROOM, by id."
    )
    cron: Annotated[str, AfterValidator(as_cron)] = Field(
        default="0 9 * * 1",
        description="When: minute hour day month weekday. Empty: Mondays at nine.",
    )
    zone: Annotated[str, AfterValidator(as_zone)] = Field(
        default="UTC", description="The time zone that cron means: Europe/Berlin. Empty: UTC."
    )
    name: Text = Field(
        default="",
        max_length=40,
        description="What the digest is called in commands. Empty: as its destination.",
    )
    sources: Listed = Field(
        default=(),
        description="Only what was asked in these channels, by id, with commas between them. "
        "Empty: in all that everybody at the destination may read.",
    )
    quiet: Annotated[str, AfterValidator(as_quiet)] = Field(
        default="",
        description="Hours in which nothing is posted: 22:00-07:00. What is due then is posted "
        "at their end.",
    )
    cap: int = Field(
        default=15, ge=1, le=60, description="How many open questions a digest lists at most."
    )
    minimum_age_hours: int = Field(
        default=12,
        ge=0,
        le=24 * 365,
        description="How many hours old a question must be: younger ones may yet be answered.",
    )
    mention: Listed = Field(
        default=(),
        description="Whom a digest rings for: ids of roles on Discord, accounts or @room on "
        "Matrix. Empty: nobody.",
    )
    picture: bool = Field(
        default=True,
        description="Whether a picture stands at the top: what was asked and answered, and how "
        "old what is open is.",
    )
    grace_hours: int = Field(
        default=12,
        ge=1,
        le=24,
        description="How many hours late a digest is still posted, if the bot was away.",
    )
    silent_days: int = Field(
        default=14,
        ge=0,
        description="After how many days without anything new the admins are told, once; 0: never.",
    )
    admins: str = Field(
        default="",
        description="The channel or room, by id, where admins are told. Empty: it is only logged.",
    )


def as_digests(given: object) -> object:
    """The digests by their numbers, given so or as a list. Raises ValueError."""
    if isinstance(given, str):
        with suppress(ValueError):  # said below
            given = json.loads(given)
    if isinstance(given, list):
        return dict(enumerate(cast("list[object]", given), start=1))
    if isinstance(given, Mapping):
        return {_number(key): value for key, value in cast("Mapping[Any, object]", given).items()}
    message = "give a JSON list of digests, or number them: LOOSEENDS_DIGESTS__1__TO"
    raise ValueError(message)


def _number(key: object) -> object:
    return int(key) if isinstance(key, str) and key.isascii() and key.isdecimal() else key


def as_distinct(digests: dict[int, DigestSettings]) -> dict[int, DigestSettings]:
    """Them, in the order of their numbers. Raises ValueError where two would be one."""
    names = [each.name or each.to for each in digests.values()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"two digests are called {twice[0]}: give each a name of its own"
        raise ValueError(message)
    return dict(sorted(digests.items()))


Digests: TypeAlias = Annotated[
    dict[int, DigestSettings], NoDecode, BeforeValidator(as_digests), AfterValidator(as_distinct)
]
