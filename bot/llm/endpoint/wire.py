"""The chat completions of OpenAI on the wire: what is sent, and what comes back of it.

The ways in which the compatible ones differ are kept here: what a parameter is called, where an
error hides, in which shape text comes.
"""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Final

import httpx
from pydantic import BaseModel, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from bot.clock import Clock
from bot.errors import ModelAway, ModelError, ModelRefused, RungRefused
from bot.model import Completion, Prompt, Rung, Usage

_PASSING: Final = frozenset({408, 409, 425, 429})
_NO: Final = {
    401: "The language model's endpoint does not take the key.",
    402: "The language model's endpoint wants to be paid first.",
    403: "The language model's endpoint does not let this key in.",
    404: "The language model's endpoint knows no such address or model.",
}
_STRUCTURE: Final = ("response_format", "json_schema", "json_object", "grammar", "structured")
_LONGEST_NAME: Final = 80
_OTHER_NAMES: Final = {"max_tokens": "max_completion_tokens"}
"""What newer models of OpenAI call it."""


def _or_none(value: Any, known: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401  (any JSON)
    """What a field holds; None where it is of no known shape, for the rest is worth having."""
    try:
        return known(value)
    except ValidationError:
        return None


@dataclass(slots=True)
class Dialect:
    """What one endpoint does not take of what we say: learned from its own words."""

    unknown: frozenset[str] = frozenset()

    def learns(self, told: str) -> bool:
        """Whether an error names something of ours that has not been left out yet."""
        named = {name for name in ("temperature", "max_tokens") if name in told}
        new = named - self.unknown
        self.unknown |= new
        return bool(new)

    def body(self, model: str, prompt: Prompt) -> dict[str, Any]:
        """The request, as this endpoint takes it."""
        said: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": "system", "content": prompt.task},
                {"role": "user", "content": prompt.matter},
            ],
            "temperature": 0,
            "max_tokens": prompt.most.written,
        }
        for name in self.unknown:
            value = said.pop(name)
            if name in _OTHER_NAMES:
                said[_OTHER_NAMES[name]] = value
        return said | _structure(prompt)


def _structure(prompt: Prompt) -> dict[str, Any]:
    if prompt.rung is Rung.PLAIN:
        return {}
    if prompt.rung is Rung.OBJECT:
        return {"response_format": {"type": "json_object"}}
    schema = {"name": prompt.name, "strict": True, "schema": prompt.schema}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


class _Part(BaseModel):
    text: str = ""


class _Message(BaseModel):
    content: str | list[_Part] | None = None
    refusal: str | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or self.refusal or ""


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)


class _Answer(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    model: str | None = None
    usage: Annotated[_Usage | None, WrapValidator(_or_none)] = None


class _Failure(BaseModel):
    code: Annotated[int | None, WrapValidator(_or_none)] = None


class _HiddenFailure(BaseModel):
    """An error that comes with the status of a success, as routers send it."""

    error: _Failure


def completion(body: bytes, model: str) -> Completion:
    """What an answer holds. Raises ModelError where it is an error that came as a success, and
    ModelAway where it is nothing that we know.
    """
    try:
        answer = _Answer.model_validate_json(body)
    except ValidationError:
        raise _failure(body) from None
    choice, usage = answer.choices[0], answer.usage
    return Completion(
        text=choice.message.text,
        model=(answer.model or model).rpartition("/")[2][:_LONGEST_NAME],  # some tell a path
        usage=usage and Usage(usage.prompt_tokens, usage.completion_tokens),
        is_whole=choice.finish_reason != "length",
    )


def _failure(body: bytes) -> ModelError:
    try:
        hidden = _HiddenFailure.model_validate_json(body)
    except ValidationError:
        strange = "The language model's endpoint answers in a form that nobody here knows."
        return ModelAway(strange, may_cost=True)
    return refusal(hidden.error.code or 502, body.decode("utf-8", "replace"), None)


def refusal(status: int, told: str, seconds: float | None) -> ModelError:
    """The error that a status means. What the endpoint said is looked at, and never repeated:
    it may hold what was sent.
    """
    if any(word in told for word in _STRUCTURE):
        return RungRefused("The language model's endpoint does not know this way of asking.")
    if status in _PASSING or status >= 500:
        return ModelAway(
            f"The language model's endpoint says that it cannot answer now ({status}).",
            seconds=seconds,
        )
    if status in {400, 422}:
        return RungRefused(f"The language model's endpoint refuses what is asked ({status}).")
    usual = f"The language model's endpoint refuses to answer ({status})."
    return ModelRefused(_NO.get(status, usual))


def retry_after(headers: httpx.Headers, now: Clock) -> float | None:
    """The seconds to wait that an answer asks for, as seconds or as a date (RFC 9110, 10.2.3)."""
    told = headers.get("retry-after", "")
    try:
        seconds = float(told) if told[:1].isdigit() else _until(told, now)
    except (ValueError, TypeError):
        return None
    return max(0.0, seconds)


def _until(date: str, now: Clock) -> float:
    moment = parsedate_to_datetime(date)
    return (moment - now()).total_seconds()
