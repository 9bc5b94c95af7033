"""What the buttons of `cogs/pages/page.py` do. All that they need stands in their `custom_id`.

Whoever clicks is asked anew who they are and what they may read: a page that somebody was shown an
hour ago gives nothing away today.
"""

import re
from typing import Any, Final, Self

import discord
from discord import ui

from bot.commands import VERBS
from bot.errors import WrongUse
from cogs.answering.answer import answer, turn
from cogs.answering.faults import telling
from cogs.client import LooseEndsBot
from cogs.pages.page import DO, LOOK, PAGE
from cogs.pages.ticket import Ticket, read

_VERBS: Final = {(verb.group, verb.name): verb for verb in VERBS}
_STALE: Final = "This button is of another release than mine. Ask once more by the command."


class PageButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=re.compile(f"{PAGE}:(?P<ticket>.+)", re.DOTALL),
):
    """Shows another page instead of this one."""

    def __init__(self, button: ui.Button[ui.View], ticket: str) -> None:
        super().__init__(button)
        self.ticket = ticket

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match["ticket"])  # pyright: ignore[reportArgumentType]  (a button: only those bear such ids)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with telling(interaction):
            await turn(interaction, _ticket(self.ticket))


class DoButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=rf"{DO}:(?P<group>\w+)\.(?P<name>\w+):(?P<number>[0-9]{{1,9}})",
):
    """Runs a verb on a question. What is undone is undone where it was said to be done."""

    def __init__(self, button: ui.Button[ui.View], verb: tuple[str, str], number: int) -> None:
        super().__init__(button)
        self.verb, self.number = verb, number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, (match["group"], match["name"]), int(match["number"]))  # pyright: ignore[reportArgumentType]  (a button: only those bear such ids)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with telling(interaction):
            if self.verb not in _VERBS:
                raise WrongUse(_STALE)
            ticket = Ticket(_VERBS[self.verb], {"number": self.number})
            await (turn if self.verb[1] == "undo" else answer)(interaction, ticket)


class LookSelect(ui.DynamicItem[ui.Select[ui.View]], template=LOOK):
    """Looks into the question that was chosen of a list."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)  # pyright: ignore[reportArgumentType]  (a select: only that bears such an id)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        number = int(self.item.values[0])
        await answer(interaction, Ticket(_VERBS["questions", "why"], {"number": number}))


def _ticket(text: str) -> Ticket:
    try:
        return read(text)
    except ValueError:
        raise WrongUse(_STALE) from None


async def setup(bot: LooseEndsBot) -> None:
    bot.add_dynamic_items(PageButton, DoButton, LookSelect)
