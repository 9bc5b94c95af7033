"""Lets somebody choose which sentence of a message is to be on the list."""

import re
from typing import Any, Final, Self

import discord
from discord import ui

from bot.commands import VERBS
from bot.errors import WrongUse
from bot.model import GENUINE, Act, Question, Turn
from bot.views.text import quote
from cogs.answering.answer import answer
from cogs.answering.faults import telling
from cogs.answering.options import MOST
from cogs.audience.viewing import Asked
from cogs.pages.ticket import Ticket
from cogs.values import message_ref

_TRACK: Final = next(verb for verb in VERBS if (verb.group, verb.name) == ("questions", "track"))
_TRACKS: Final = "tracks"
_LABEL: Final = 90


def ticket_of(message: int, channel: int, text: str | None = None) -> Ticket:
    """What puts a message on the list: its likeliest sentence, or the one of these words."""
    given = {"message": str(message), "channel": str(channel)}
    return Ticket(_TRACK, given if text is None else {**given, "text": text})


async def let_choose(asked: Asked, turn: Turn) -> bool:
    """Asks which sentence is meant, where several can be. Whether it was asked."""
    options = [
        discord.SelectOption(
            label=quote(act.span.of(turn.message.text), _LABEL), value=str(act.span.start)
        )
        for act in _unlisted(turn)[:MOST]
    ]
    if len(options) < 2:
        return False
    select = ui.Select[ui.View](
        custom_id=f"{_TRACKS}:{turn.message.id}", placeholder="It asks ...", options=options
    )
    view = ui.View(timeout=None).add_item(select)
    view.stop()  # it shows the choices; `TrackSelect` listens
    await asked.edit_original_response(content="Which sentence asks something?", view=view)
    return True


class TrackSelect(
    ui.DynamicItem[ui.Select[ui.View]], template=rf"{_TRACKS}:(?P<message>[0-9]{{1,20}})"
):
    """Puts the chosen sentence of the message on the list."""

    def __init__(self, select: ui.Select[ui.View], message: str) -> None:
        super().__init__(select)
        self.message = int(message)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match["message"])  # pyright: ignore[reportArgumentType]  (a select: only that bears such an id)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with telling(interaction):
            guild, channel = interaction.guild_id or 0, interaction.channel_id or 0
            ref = message_ref(guild, channel, self.message)
            turn = await interaction.client.house.ledger.turn(ref)
            start = int(self.item.values[0])
            words = [a.span.of(turn.message.text) for a in turn.acts if a.span.start == start]
            if not words:
                raise WrongUse("The message was edited meanwhile. Use its menu once more.")
            await answer(interaction, ticket_of(self.message, channel, words[0]))


def _unlisted(turn: Turn) -> list[Act]:
    """What the message says that was not heard as a question."""
    return [
        act
        for act in turn.acts
        if act.span.of(turn.message.text).strip()
        and not (isinstance(act, Question) and act.genuine >= GENUINE)
    ]
