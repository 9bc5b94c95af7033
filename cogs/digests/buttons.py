"""What the buttons under a digest do. They need no memory: all stands in the message."""

import re
from typing import Any, Final, Self

import discord
from discord import ui

from bot.commands import VERBS
from cogs.answering.answer import answer
from cogs.answering.faults import telling
from cogs.answering.options import LISTED
from cogs.audience.viewing import Asked
from cogs.client import LooseEndsBot
from cogs.digests.page import ALL, CHOICE, DEED, LABELS, items_of
from cogs.pages.ticket import Ticket

_VERBS: Final = {verb.name: verb for verb in VERBS if verb.group == "questions"}


class DeedButton(
    ui.DynamicItem[ui.Button[ui.View]], template=rf"{DEED}:(?P<verb>{'|'.join(LABELS)})"
):
    """Does something about a question of the digest: the one there is, or one that is chosen."""

    def __init__(self, button: ui.Button[ui.View], verb: str) -> None:
        super().__init__(button)
        self.verb = verb

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match["verb"])  # pyright: ignore[reportArgumentType]  (a button: only those bear such ids)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with telling(interaction):
            options = _options(interaction)
            if len(options) == 1:
                await _do(interaction, self.verb, options[0].value)
                return
            choice = ui.View(timeout=None)
            choice.add_item(
                ui.Select(
                    custom_id=f"{CHOICE}:{self.verb}",
                    placeholder=f"{LABELS[self.verb]}: which one?",
                    options=options,
                )
            )
            choice.stop()
            await interaction.response.send_message(view=choice, ephemeral=True)


class DeedSelect(
    ui.DynamicItem[ui.Select[ui.View]], template=rf"{CHOICE}:(?P<verb>{'|'.join(LABELS)})"
):
    """Does it about the question that was chosen."""

    def __init__(self, select: ui.Select[ui.View], verb: str) -> None:
        super().__init__(select)
        self.verb = verb

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match["verb"])  # pyright: ignore[reportArgumentType]  (a select: only those bear such ids)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await _do(interaction, self.verb, self.item.values[0])


class AllButton(ui.DynamicItem[ui.Button[ui.View]], template=rf"{ALL}:[0-9a-f]+\.[0-9]+"):
    """Shows whoever clicks all that is open, as far as they may read it."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)  # pyright: ignore[reportArgumentType]  (a button: only those bear such ids)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await answer(interaction, Ticket(_VERBS["open"], {"limit": LISTED}))


async def _do(asked: Asked, verb: str, number: str) -> None:
    await answer(asked, Ticket(_VERBS[verb], {"number": int(number)}))


def _options(asked: Asked) -> list[discord.SelectOption]:
    """The questions that the message lists which was clicked."""
    if asked.message is None:
        return []
    selects = [item for item in items_of(asked.message) if isinstance(item, discord.SelectMenu)]
    return [option for select in selects for option in select.options]


async def setup(bot: LooseEndsBot) -> None:
    bot.add_dynamic_items(DeedButton, DeedSelect, AllButton)
