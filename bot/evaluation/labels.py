"""What people say of messages. What they leave out is not labelled, and not counted."""

from dataclasses import dataclass

from bot.model import MessageId, Role, Span, State, WaitingFor


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody sees in a message.

    `state`, `waiting_for` and `replies` are None where nobody said; `replies` without members says
    that nobody replied.
    """

    span: Span
    genuine: bool = True
    state: State | None = None
    waiting_for: WaitingFor | None = None
    replies: frozenset[tuple[MessageId, Role]] | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """What somebody says of one message.

    `asks`: whether it asks anything. `questions` and `claims`: all of them, none where empty.
    `parents`: the messages that it replies to; where empty it starts a conversation.
    """

    asks: bool | None = None
    questions: tuple[Asked, ...] | None = None
    claims: tuple[Span, ...] | None = None
    parents: frozenset[MessageId] | None = None

    @property
    def asking(self) -> bool | None:
        """Whether it asks anything, by itself or by the questions in it; None: nobody said."""
        if self.asks is None and self.questions is not None:
            return bool(self.questions)
        return self.asks
