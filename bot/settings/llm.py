"""The settings of the language model. Nothing is sent anywhere while they are empty."""

from decimal import Decimal
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from bot.settings.edges import Names


class LlmSettings(BaseModel):
    """What can be set of the language model, each by `LOOSEENDS_LLM__` and its name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    base_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s@]+)?$",
        description="The endpoint of a language model that speaks as OpenAI's does, up to and with "
        "its /v1: http://localhost:11434/v1 for Ollama, say. Empty: no model.",
    )
    api_key: SecretStr = Field(
        default=SecretStr(""), description="Its key. Empty: none is sent, as for most local ones."
    )
    model: str = Field(default="", description="The model to ask for, by the endpoint's name.")
    channels: Names = Field(
        default=frozenset(),
        description="Whose talk may be sent to it: ids of channels (with their threads), guilds, "
        "rooms or homeservers, with commas between them; * for all that are read. Empty: none.",
    )
    connect_seconds: float = Field(
        default=5, gt=0, description="How long to wait for a connection to the endpoint."
    )
    first_byte_seconds: float = Field(
        default=60, gt=0, description="How long to wait for the endpoint to begin its answer."
    )
    total_seconds: float = Field(
        default=120, gt=0, description="How long a call may take from its beginning to its end."
    )
    attempts: int = Field(
        default=3, ge=1, le=10, description="How often to ask where a call fails that may succeed."
    )
    concurrency: int = Field(default=2, ge=1, description="How many calls may run at a time.")
    batch_tokens: int = Field(
        default=2_000, ge=100, description="How many tokens of messages go into one call at most."
    )
    confidence: float = Field(
        default=0.7,
        ge=0,
        le=1,
        description="From which confidence of its own on what the model says of a reply counts.",
    )
    tokens_a_day: int = Field(
        default=500_000,
        ge=0,
        description="How many tokens may be spent in a day (UTC) in all; 0 for no limit.",
    )
    tokens_a_day_each: int = Field(
        default=0,
        ge=0,
        description="How many tokens of that each community may spend; 0 for no limit of its own.",
    )
    money_a_day: Decimal = Field(
        default=Decimal(0),
        ge=0,
        description="How much money may be spent in a day in all, in the currency of the prices; "
        "0 for no limit.",
    )
    money_a_day_each: Decimal = Field(
        default=Decimal(0),
        ge=0,
        description="How much of that each community may spend; 0 for no limit of its own.",
    )
    price_sent: Decimal | None = Field(
        default=None,
        ge=0,
        description="What a million tokens cost that are sent. Empty: unknown, not nothing.",
    )
    price_written: Decimal | None = Field(
        default=None,
        ge=0,
        description="What a million tokens cost that the model writes. Empty: unknown.",
    )

    @property
    def is_set_up(self) -> bool:
        return bool(self.base_url and self.model)

    @model_validator(mode="after")
    def limits_of_money_need_prices(self) -> Self:
        if (self.money_a_day or self.money_a_day_each) and None in self.prices:
            message = "a limit of money needs both prices"
            raise ValueError(message)
        return self

    @property
    def prices(self) -> tuple[Decimal | None, Decimal | None]:
        """Of a million tokens sent, and of a million written."""
        return self.price_sent, self.price_written
