"""What all readers of JSON share: shapes of records, and complaints about those that do not fit."""

import json
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError


def _lived(at: datetime) -> datetime:
    """Within the calendar there is room on both sides: for the zone, and to keep an order."""
    if MINYEAR < at.year < MAXYEAR:
        return at
    raise PydanticCustomError("moment", "No time at which anybody posts")


Moment = Annotated[AwareDatetime, Field(strict=False), AfterValidator(_lived)]
"""An ISO 8601 time with its offset, in years that people live in."""


class Shape(BaseModel):
    """What is read of a JSON object; fields that are not named are let be."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


S = TypeVar("S", bound=Shape)


def parsed(text: str | bytes, shape: type[S]) -> S:
    """A JSON object as `shape`. Raises ValueError, whose words are a complaint.

    Halves of surrogate pairs, which JavaScript writes when it cuts an emoji in two, become "?".
    """
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        problem = complaint(error)
    try:
        return shape.model_validate_json(_whole(text))
    except (ValueError, RecursionError):
        raise ValueError(problem) from None


def _whole(text: str | bytes) -> bytes:
    return json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace")


def complaint(error: ValidationError) -> str:
    """The first thing that is wrong, in one line that names the field and quotes nothing."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    problem = first["msg"].rstrip(".")
    return f'"{field}": {problem}' if field else problem
