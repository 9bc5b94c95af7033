"""What was said before there was a model: put into its queue where somebody asks for that."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from bot.llm.sending.consent import is_opted_in
from bot.model import Act, Channel, Message, MessageId, Place
from bot.ports import RefiningLog

Doubted: TypeAlias = Callable[[Channel | None, Message, Sequence[Act]], bool]
"""Whether a model is to read a message of a channel too, from which the rules read so."""
_PAGE: Final = 500


async def put_off_since(
    log: RefiningLog, names: Collection[str], doubted: Doubted, since: datetime
) -> int:
    """Has the messages of the named channels wait for the model that were posted from a moment on,
    and that it would read if they came now. Returns how many. Raises StoreError.
    """
    found = 0
    for channel in await log.channels():
        last: Place | None = (since, MessageId("")) if is_opted_in(channel, names) else None
        while last and (page := await log.unasked(channel.ref, last, _PAGE)):
            wanted = [message.ref for message, acts in page if doubted(channel, message, acts)]
            await log.put_off(wanted)
            found, last = found + len(wanted), page[-1][0].order
    return found
