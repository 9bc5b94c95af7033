"""What goes wrong: a sentence for whoever asked, and an id for the log, which hears no words."""

import asyncio
import traceback
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot import logs
from bot.errors import LooseEndsError, StoreError
from bot.views import View, broken_notice, failed_notice, stopped_notice
from cogs.pages.sheets import sheets

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

TOO_LATE: Final = frozenset({10062, 10015, 40060})
"""Discord's codes for an answer that nobody waits for any more."""
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@asynccontextmanager
async def telling(interaction: "discord.Interaction[LooseEndsBot]") -> AsyncGenerator[None]:
    """Tells whoever asked what went wrong in the block; nothing of it goes any further."""
    waiting = interaction.client.waiting
    waiting.add(interaction)
    try:
        yield
    except discord.HTTPException as error:
        if error.code in TOO_LATE:
            logs.warn("answer-too-late", id=fault_id(interaction), code=error.code)
        else:
            await fail(interaction, error)
    except Exception as error:  # noqa: BLE001  (whatever it is, somebody waits for an answer)
        await fail(interaction, error)
    finally:
        waiting.discard(interaction)


async def hand_back(waiting: "Collection[discord.Interaction[LooseEndsBot]]") -> None:
    """Tells all who still wait that we end before their answers are ready."""
    notice = stopped_notice()
    await asyncio.gather(*(tell(each, notice) for each in waiting), return_exceptions=True)


async def fail(interaction: discord.Interaction, error: Exception) -> None:
    """Says what went wrong: in the error's own words where a person can mend it."""
    if isinstance(error, LooseEndsError) and not isinstance(error, StoreError):
        await tell(interaction, failed_notice(error))
        return
    id_ = fault_id(interaction)
    logs.warn("answer-failed", id=id_, error=type(error).__name__, where=_where(error))
    await tell(interaction, broken_notice(id_))


async def tell(interaction: discord.Interaction, notice: View) -> None:
    """Shows a notice to whoever asked, and to nobody else."""
    embed = discord.Embed(description=sheets(notice)[0])
    response = interaction.response
    try:
        if not response.is_done():
            await response.send_message(embed=embed, ephemeral=True)
        elif response.type is discord.InteractionResponseType.deferred_channel_message:
            await interaction.edit_original_response(embed=embed)
        else:
            await interaction.followup.send(embed=embed, ephemeral=True)
    except discord.HTTPException as error:
        logs.warn("notice-undelivered", id=fault_id(interaction), code=error.code)
    except (aiohttp.ClientError, OSError) as error:
        logs.warn("notice-undelivered", id=fault_id(interaction), error=type(error).__name__)


def fault_id(interaction: discord.Interaction) -> str:
    """The id under which the log speaks of this interaction: short enough to be passed on."""
    rest, digits = interaction.id, ""
    while rest:
        rest, last = divmod(rest, len(_DIGITS))
        digits = _DIGITS[last] + digits
    return digits


def _where(error: Exception) -> str:
    """The line of code that failed. What the error says stays out: it may quote people."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
