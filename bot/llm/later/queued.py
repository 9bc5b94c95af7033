"""What the queue brings home: how much was done, and what a model said, as it is recorded. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.llm.tasks.weighing import MODEL
from bot.model import (
    Inquiry,
    Judged,
    Judgement,
    Message,
    Opinion,
    Reading,
    Refinement,
    fingerprint,
)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of some work: messages that were read, or whose words had been read before;
    replies that were judged; messages of which nothing of use came back.
    """

    read: int = 0
    known: int = 0
    judged: int = 0
    failed: int = 0

    def __add__(self, other: "Done") -> "Done":
        return Done(
            self.read + other.read,
            self.known + other.known,
            self.judged + other.judged,
            self.failed + other.failed,
        )

    def __bool__(self) -> bool:
        return self != Done()


def refinement(message: Message, reading: Reading, key: str) -> Refinement:
    """What the model read out of one message of those that it read."""
    return Refinement(
        message.ref,
        fingerprint(message.text),
        reading.model,
        reading.acts[message.ref],
        key,
        reading.titles.get(message.ref, ""),
    )


def judgements(inquiry: Inquiry, opinions: Sequence[Opinion], version: str) -> list[Judged]:
    """What the model said of each reply; of those that it did not speak of, that it did not. Where
    it gave itself no name, `version` says who was asked.
    """
    by_reply = {opinion.reply: opinion for opinion in opinions}
    post = inquiry.post
    found: list[Judged] = []
    for reply in inquiry.replies:
        said = Judgement(
            reply=reply.ref,
            of=fingerprint(reply.text),
            question=post.id,
            to=fingerprint(post.text),
            asked=inquiry.span,
            model=version,
        )
        if opinion := by_reply.get(reply.ref):
            said = replace(
                said,
                role=opinion.role,
                score=opinion.score,
                quote=opinion.quote,
                missing=opinion.missing,
                model=next((r.detail for r in opinion.reasons if r.cue == MODEL), version),
                reasons=opinion.reasons,
            )
        found.append(Judged(said))
    return found
