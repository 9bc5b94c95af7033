"""What a language model said of what people posted, as it is kept.

Recorded beside messages and marks, since nobody could derive it again: the same words, asked
anew, may get another answer. It holds for the very words that were read, and for no others.
"""

from dataclasses import dataclass
from hashlib import blake2b

from bot.model.ids import MessageId, MessageRef
from bot.model.segment import Act, Reason, Span
from bot.model.standing import Role


def fingerprint(*texts: str) -> str:
    """32 hexadecimal digits that tell these texts from all others, and nothing of their words."""
    hashed = blake2b(digest_size=16)
    for text in texts:
        encoded = text.encode("utf-8", "surrogatepass")
        hashed.update(b"%d:" % len(encoded) + encoded)
    return hashed.hexdigest()


@dataclass(frozen=True, slots=True)
class Refinement:
    """What `model` read out of a message, whose text had the fingerprint `of`.

    `key` is the fingerprint of the model, the way of asking and the words: where those are the same
    again, so is this. `title` is a heading for it in its own words, "" where it has none.
    """

    message: MessageRef
    of: str
    model: str
    acts: tuple[Act, ...]
    key: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What `model` says that a reply, whose text had the fingerprint `of`, does for the question
    `asked` in `question`, whose text had the fingerprint `to`.

    `role` None: it did not want to say. `quote` is the stretch of the reply that shows it,
    `missing` the stretch of the question's message that is left open.
    """

    reply: MessageRef
    of: str
    question: MessageId
    to: str
    asked: Span
    model: str
    role: Role | None = None
    score: float = 0.0
    quote: Span | None = None
    missing: Span | None = None
    reasons: tuple[Reason, ...] = ()
