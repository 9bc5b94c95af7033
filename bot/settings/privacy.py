"""The settings of what is kept, and for how long."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import NoDecode


def as_days(listed: object) -> object:
    """Days by place, as people write them: `1234=30, 5678=0`. Raises ValueError."""
    if not isinstance(listed, str):
        return listed
    pairs = [part.partition("=") for part in listed.replace(",", " ").split()]
    if not all(place and days.isdecimal() for place, _, days in pairs):
        message = 'Write places with their days: "1234=30, 5678=0".'
        raise ValueError(message)
    return {place: int(days) for place, _, days in pairs}


class PrivacySettings(BaseModel):
    """What can be set of what is kept, each by `LOOSEENDS_PRIVACY__` and its name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    keep_days: int = Field(
        default=0,
        ge=0,
        description="How many days what was posted is kept; 0: until it is deleted where it was "
        "posted. `looseends run` sees to it every hour.",
    )
    keep_days_in: Annotated[Mapping[str, int], NoDecode, BeforeValidator(as_days)] = Field(
        default_factory=dict[str, int],
        description="Other times for some channels, threads or communities, by id: 1234=30, "
        "5678=0.",
    )
    grace_days: int = Field(
        default=7,
        ge=0,
        description="How many days what was read in a server or room is kept after the bot was "
        "taken out of it, in case that it comes back; 0: it goes at once.",
    )
