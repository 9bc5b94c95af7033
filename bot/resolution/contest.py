"""Which replies contest a claim: those that object, in words that speak of it."""

import re
from collections.abc import Iterable
from typing import Final

from bot.model import Message
from bot.resolution.lexicon import hits, light
from bot.words import content_stems, language_of

_OBJECTION: Final = "objects"
_DENIAL: Final = "negation"
"""An objection only where it opens the reply: "no, mine says otherwise"."""
_ADDRESS: Final = re.compile(r"\s*(?:\S{1,64}[:,]|@\S{1,64})?\s*")
"""Whom a reply speaks to, before it begins: "nele: ", "@nele "."""


def contesting(claim: str, replies: Iterable[Message]) -> tuple[Message, ...]:
    """Those of the replies to a claim's post that contest this claim, in their order.

    A reply that objects to a post with several claims contests the ones whose words it takes up,
    or quotes; where it takes up none it is not said to contest any.
    """
    return tuple(reply for reply in replies if _objects(reply.text) and _is_about(reply, claim))


def _objects(text: str) -> bool:
    said = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    return any(
        hit.cue == _OBJECTION
        or (hit.cue == _DENIAL and _ADDRESS.fullmatch(said, 0, hit.span.start) is not None)
        for hit in hits(said, language_of(said))
    )


def _is_about(reply: Message, claim: str) -> bool:
    language = language_of(claim)
    topics = set(content_stems(claim, language)) - light(language)
    return claim in reply.text or not topics.isdisjoint(content_stems(reply.text, language))
