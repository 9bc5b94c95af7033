"""Keeps the bot running: connects, starts anew what failed, says what a person must mend."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Final

import discord

from bot import logs
from bot.errors import ConfigurationError
from cogs.answering.faults import hand_back
from cogs.client import LooseEndsBot
from cogs.digests.outbox import post_digests
from cogs.house import House

FIRST_PAUSE: Final = 2.0
_LONGEST_PAUSE: Final = 60.0
"""Seconds between two starts."""
_PATIENCE: Final = 3.5
"""Seconds that what was begun gets to its end, when we are to stop."""
_LAST_WORDS: Final = 1.5
"""Seconds for a word to those whose answers are not ready by then."""
_BAD_TOKEN: Final = 4004
_OURS: Final = ("discord.py: on_", "CommandTree-invoker", "discord-ui-")
"""How discord.py names the tasks of listeners, commands and buttons."""

_REFUSED: Final = (
    "Discord refuses the token. Copy the one that the developer portal shows under Bot, or make a "
    "new one there, and set LOOSEENDS_DISCORD__TOKEN."
)


async def serve(house: House) -> None:
    """Stays connected until it is cancelled. Raises ConfigurationError where the token is refused,
    also when that happens later.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            await _connected(LooseEndsBot(house))
        except discord.LoginFailure:
            raise ConfigurationError(_REFUSED) from None
        except ConfigurationError:
            raise
        except discord.PrivilegedIntentsRequired:
            house = _with_fewer_intents(house)
            continue
        except Exception as error:  # noqa: BLE001  (whatever it is: start anew, and read what was missed)
            if isinstance(error, discord.ConnectionClosed) and error.code == _BAD_TOKEN:
                raise ConfigurationError(_REFUSED) from None
            logs.fault("discord-failed", error, pause=pause)
        house.meters.restarts.inc()
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _with_fewer_intents(house: House) -> House:
    """The house that does without what the developer portal does not grant: it is better to hear
    mentions than nothing. Raises ConfigurationError where that was not it.
    """
    settings = house.settings
    if not (settings.message_content or settings.members):
        raise ConfigurationError("Discord does not grant the intents that the bot asks for.")
    logs.warn("intents-not-granted", message_content=settings.message_content)
    fewer = settings.model_copy(update={"message_content": False, "members": False})
    return replace(house, settings=fewer)


async def _connected(bot: LooseEndsBot) -> None:
    """One life of the bot. Raises what ended it."""
    failure: Exception | None = None
    refusals: list[Exception] = []
    async with bot, _listening(bot) as connection:
        async with asyncio.TaskGroup() as tasks:
            beside = [
                tasks.create_task(work)
                for work in (
                    bot.attendance.run(),
                    bot.backfill.run(),
                    _post_digests(bot, refusals),
                )
            ]
            try:
                await asyncio.wait([connection])
                connection.result()
            except Exception as error:  # noqa: BLE001  (a task group would wrap it)
                failure = error
            finally:
                for task in beside:
                    task.cancel()
                await _finished(bot)
        await bot.attendance.note()
    if failure is not None or refusals:
        raise failure or refusals[0]


@asynccontextmanager
async def _listening(bot: LooseEndsBot) -> AsyncGenerator[asyncio.Task[None]]:
    """The connection, which is closed at the end of the block. A cancellation alone may not end it:
    while a session begins anew discord.py (2.7, `Shard.reidentify`) keeps it to itself and goes on,
    unless the client is closed.
    """
    work = bot.start(bot.house.settings.token.get_secret_value())
    connection = asyncio.create_task(work)  # noqa: TID251  (a group would do no more than cancel)
    try:
        yield connection
    finally:
        await bot.close()
        connection.cancel()
        await asyncio.gather(connection, return_exceptions=True)


async def _post_digests(bot: LooseEndsBot, refusals: list[Exception]) -> None:
    """Posts digests beside all else. Where they could never be posted the bot ends."""
    try:
        await post_digests(bot)
    except ConfigurationError as error:
        refusals.append(error)
        await bot.close()


async def _finished(bot: LooseEndsBot) -> None:
    """Waits for commands and listeners that have begun, though not for long."""
    begun = [task for task in asyncio.all_tasks() if task.get_name().startswith(_OURS)]
    if begun:
        await asyncio.wait(begun, timeout=_PATIENCE)
    with suppress(TimeoutError):
        async with asyncio.timeout(_LAST_WORDS):
            await hand_back(bot.waiting)
