"""Texts are split, one after the other where all of them together cannot be."""

from collections.abc import Mapping, Sequence

from bot.model import Act, Message, MessageRef
from bot.ports import Extractor


async def split(
    extractor: Extractor, messages: Sequence[Message]
) -> Mapping[MessageRef, tuple[Act, ...]]:
    """The acts of each message; one that cannot be split is left out."""
    if not messages:
        return {}
    try:
        found = await extractor.extract(messages)
    except Exception:  # noqa: BLE001  (a plug-in's bug in one text must not stop the others)
        if len(messages) == 1:
            return {}
        parts = [await split(extractor, [message]) for message in messages]
        return {ref: acts for part in parts for ref, acts in part.items()}
    return {message.ref: acts for message, acts in zip(messages, found, strict=True)}
