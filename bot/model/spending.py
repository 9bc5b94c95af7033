"""What a language model costs, and what still waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.model.asking import Usage
from bot.model.ids import MessageRef
from bot.model.message import Author, Channel, Message
from bot.model.segment import Act


@dataclass(frozen=True, slots=True)
class Spending:
    """What calls took. `messages` is how many messages the model read for it; `money` is None where
    some of it had no known price: unknown, not nothing.
    """

    calls: int = 0
    usage: Usage = field(default_factory=Usage)
    messages: int = 0
    money: Decimal | None = Decimal(0)

    def __add__(self, other: "Spending") -> "Spending":
        known = None if self.money is None or other.money is None else self.money + other.money
        return Spending(
            self.calls + other.calls,
            self.usage + other.usage,
            self.messages + other.messages,
            known,
        )

    @property
    def by_thousand(self) -> tuple[int | None, Decimal | None]:
        """Tokens and money for 1,000 messages that were read; None where nobody knows."""
        if not self.messages:
            return None, None
        money = None if self.money is None else 1000 * self.money / self.messages
        return round(1000 * self.usage.tokens / self.messages), money


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of one channel that wait for a model, oldest first, and what was said before them.

    `number` is the channel's place on the round from one channel to the next. `acts` are what was
    read out of the messages so far, `people` who else wrote there lately, or is mentioned.
    """

    number: int
    channel: Channel
    messages: tuple[Message, ...]
    context: tuple[Message, ...] = ()
    acts: Mapping[MessageRef, tuple[Act, ...]] = field(
        default_factory=dict[MessageRef, tuple[Act, ...]]
    )
    people: tuple[Author, ...] = ()


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages wait for a model, how many it `failed` at time and again, how many it
    read, and how many replies it judged. The first two stand in the ledger by the rules alone.
    `dropped` counts what it said and could not prove, by the reason for which it was dropped.
    """

    waiting: int = 0
    failed: int = 0
    refined: int = 0
    judged: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict[str, int])
