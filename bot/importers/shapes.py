"""What all readers of JSON share: shapes of records, and complaints about those that do not fit."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

Moment = Annotated[AwareDatetime, Field(strict=False)]
"""An ISO 8601 time with its offset."""


class Shape(BaseModel):
    """What is read of a JSON object; fields that are not named are let be."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


def complaint(error: ValidationError) -> str:
    """The first thing that is wrong, in one line that names the field and quotes nothing."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    problem = first["msg"].rstrip(".")
    return f'"{field}": {problem}' if field else problem
