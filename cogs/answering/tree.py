"""The tree of commands: told to Discord when it has changed, and never silent about a fault."""

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from bot import logs
from bot.errors import StoreError
from bot.ports import Keepsakes
from cogs.answering.faults import fail
from cogs.answering.translate import Translator

if TYPE_CHECKING:
    from cogs.client import LooseEndsBot

_KEY: Final = "discord-commands"


class Tree(app_commands.CommandTree[Any]):
    """Commands of ours. What they do not answer themselves is answered here."""

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        cause = getattr(error, "original", error)
        await fail(interaction, cause if isinstance(cause, Exception) else error)


async def sync_if_changed(tree: app_commands.CommandTree[Any], keepsakes: Keepsakes) -> bool:
    """Tells Discord of the commands, unless it was told the same by an earlier start: it takes only
    so many changes a day, and shows each to people. Whether it was told.
    """
    translator = tree.translator
    described = [
        await command.get_translated_payload(tree, translator)
        if translator
        else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    digest = hashlib.blake2b(json.dumps(described, sort_keys=True).encode(), digest_size=16)
    application = tree.client.application_id
    now = f"{application}/{digest.hexdigest()}"
    try:
        if await keepsakes.kept(_KEY) == now:
            return False
        await tree.sync()
        await keepsakes.keep(_KEY, now)
    except (discord.HTTPException, StoreError) as error:
        logs.warn("commands-not-synced", error=type(error).__name__)
        return False
    return True


async def setup(bot: "LooseEndsBot") -> None:
    """To be loaded last: what comes after it would not be told."""
    await bot.tree.set_translator(Translator())
    await sync_if_changed(bot.tree, bot.house.keepsakes)
