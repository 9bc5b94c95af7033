"""What is asked of a language model, of who pays for it, and of who may be heard by it."""

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.model import (
    ChannelRef,
    Completion,
    Excerpt,
    Inquiry,
    Judging,
    Message,
    MessageRef,
    Prompt,
    Reading,
    Usage,
)


class Endpoint(Protocol):
    """A language model behind an address. Called by `llm`, which asks the purse before."""

    @property
    def name(self) -> str:
        """The model that is asked, as set."""
        ...

    async def complete(self, prompt: Prompt) -> Completion:
        """Raises ModelAway where it gives no answer now, and later may; ModelRefused where it will
        not however often it is asked; RungRefused where it does not know this way of asking.
        """
        ...


class Purse(Protocol):
    """Who pays. Called by `llm` around every call; each community has its share."""

    async def ask(self, channel: ChannelRef, most: Usage) -> None:
        """Sets aside what a call may take at most. Raises OverBudget, and sets nothing aside then:
        a call is made whole or not at all.
        """
        ...

    async def pay(self, channel: ChannelRef, most: Usage, used: Usage) -> None:
        """Puts back what was set aside, and takes what was used."""
        ...


class Consent(Protocol):
    """Who may be heard by a model. Called by `llm` before anything is sent."""

    async def given(self, messages: Sequence[Message]) -> Collection[MessageRef]:
        """Those of the messages that may leave the machine: channel opted in, author not out."""
        ...


class CloseReader(Protocol):
    """Splits messages by a model. Called by the extractor, and by the queue of refinements.

    Every method may raise ModelAway, ModelRefused and OverBudget.
    """

    @property
    def version(self) -> str:
        """Changes whenever the same texts may be asked for, or heard, in another way."""
        ...

    async def read(self, excerpt: Excerpt) -> Reading: ...


class Judge(Protocol):
    """Says what replies do for a question, by a model. Called by the queue of refinements."""

    @property
    def version(self) -> str: ...

    async def judge(self, inquiry: Inquiry) -> Judging:
        """At most one opinion on each reply; none where the model is not sure, or cannot prove it.
        Raises ModelAway, ModelRefused and OverBudget.
        """
        ...
