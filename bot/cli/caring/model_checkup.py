"""Whether the language model of the settings can be reached, is known there, and is of use."""

import asyncio
from datetime import UTC, datetime
from secrets import token_bytes
from typing import TYPE_CHECKING, Final

from bot.cli.caring.doctor import Finding, Health
from bot.errors import ConfigurationError, ModelError
from bot.llm.sending.consent import Everybody
from bot.llm.spending import Slate
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Excerpt,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Rung,
)
from bot.modelling import BY_MODEL, asks_model, model_of, purse_of
from bot.settings import variable

if TYPE_CHECKING:
    import httpx

    from bot.settings import Settings

SUBJECT: Final = "model"
_TRIES: Final = 2
"""A rung is given up when it failed so often in a row."""
_WORDS: Final = {
    Rung.SCHEMA: "it keeps to a JSON schema",
    Rung.OBJECT: "it writes JSON, without a schema",
    Rung.PLAIN: "it is asked in words alone",
}
_TEXT: Final = "Does the gate by the pond still stick? It did last week."


def model(settings: "Settings", transport: "httpx.AsyncBaseTransport | None" = None) -> Finding:
    """Asks the model about a made-up sentence."""
    try:
        asks_model(settings)
        rung, left = asyncio.run(_tried(settings, transport))
    except ConfigurationError as error:
        return Finding(SUBJECT, Health.FAIL, str(error))
    except ModelError as error:
        return Finding(SUBJECT, Health.FAIL, str(error), "The rules answer until it does.")
    name = settings.llm.model
    if left:
        told = f"{name} answers, and nothing of use: {left}."
        return Finding(SUBJECT, Health.WARN, told, "Choose a larger one; the rules answer so far.")
    told = f"{name} answers; {_WORDS[rung]}."
    if settings.extractor in BY_MODEL and not settings.llm.channels:
        remedy = f"Name channels in {variable('llm', 'channels')}: nothing is sent until then."
        return Finding(SUBJECT, Health.WARN, told, remedy)
    return Finding(SUBJECT, Health.OK, told)


async def _tried(
    settings: "Settings", transport: "httpx.AsyncBaseTransport | None"
) -> tuple[Rung, str]:
    """The rung on which it answered, and why nothing of it was of use, where nothing was."""
    purse = purse_of(settings.llm, Slate())
    async with model_of(settings.llm, token_bytes(32), purse, Everybody(), transport) as asked:
        readings = [await asked.reader.read(Excerpt((_message(),))) for _ in range(_TRIES)]
        return asked.ladder.rung, next(iter(readings[-1].unread.values()), "")


def _message() -> Message:
    here = ChannelRef(Platform.IMPORT, CommunityId("-"), ChannelId("-"))
    at = datetime(2000, 1, 1, tzinfo=UTC)
    return Message(MessageRef(here, MessageId("1")), Author(AuthorId("-"), "-"), at, _TEXT)
