"""What can be asked of a message by its menu.

Works also where the bot is not let to see what people write: of the message that its menu is used
on, Discord hands over the words.
"""

import re
from typing import Any, Final, Self

import discord
from discord import app_commands, ui
from discord.app_commands import locale_str

from bot.commands import VERBS, Context
from bot.errors import NotAllowed, NotFound, WrongUse
from bot.model import Order, QuestionQuery, Record, State, Turn
from bot.views.text import quote
from cogs.answering.answer import answer, promise, show
from cogs.answering.faults import telling
from cogs.answering.options import MOST
from cogs.answering.tracking import TrackSelect, let_choose, ticket_of
from cogs.audience.viewing import Asked, context_of
from cogs.client import LooseEndsBot
from cogs.pages.ticket import Ticket
from cogs.values import GUILD_CHANNEL, message_ref, posted

_VERBS: Final = {(verb.group, verb.name): verb for verb in VERBS}
_ANSWERS: Final = "answers"
_LABEL: Final = 90


@app_commands.guild_only
async def questions_in(asked: Asked, message: discord.Message) -> None:
    """Shows what the message asks, and how that stands."""
    async with telling(asked):
        await promise(asked)
        await _read(asked, message)
        given = {
            "message": str(message.id),
            "channel": str(asked.channel_id),
            "state": tuple(State),
            "limit": MOST,
        }
        await show(asked, Ticket(_VERBS["questions", "open"], given))


@app_commands.guild_only
async def track(asked: Asked, message: discord.Message) -> None:
    """Puts the message on the list, or the sentence of it that is chosen."""
    async with telling(asked):
        await promise(asked)
        turn = await _read(asked, message)
        if not await let_choose(asked, turn):
            await show(asked, ticket_of(message.id, asked.channel_id or 0))


@app_commands.guild_only
async def answers(asked: Asked, message: discord.Message) -> None:
    """Lets whoever asked choose which question of this channel the message answers."""
    async with telling(asked):
        await promise(asked)
        await _read(asked, message)
        choices = await _choices(await context_of(asked), asked, message)
        if not choices:
            raise NotFound("No question is open in this channel: there is nothing to answer.")
        select = ui.Select[ui.View](
            custom_id=f"{_ANSWERS}:{message.id}", placeholder="It answers ...", options=choices
        )
        view = ui.View(timeout=None).add_item(select)
        view.stop()  # it shows the choices; `AnswersSelect` listens
        await asked.edit_original_response(content="Which question does it answer?", view=view)


class AnswersSelect(
    ui.DynamicItem[ui.Select[ui.View]], template=rf"{_ANSWERS}:(?P<message>[0-9]{{1,20}})"
):
    """Settles the chosen question by the message."""

    def __init__(self, select: ui.Select[ui.View], message: str) -> None:
        super().__init__(select)
        self.message = message

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match["message"])  # pyright: ignore[reportArgumentType]  (a select: only that bears such an id)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        given = {"number": int(self.item.values[0]), "by": self.message}
        await answer(interaction, Ticket(_VERBS["questions", "resolve"], given))


async def _read(asked: Asked, message: discord.Message) -> Turn:
    """The message as the ledger has it; taken in where it has not been read, and is to be. Raises
    NotAllowed.
    """
    scope, channel = asked.client.scope, asked.channel
    if not isinstance(channel, GUILD_CHANNEL) or not scope.has_channel(channel):
        raise NotAllowed("I do not read this channel.")
    house = asked.client.house
    ref = message_ref(channel.guild.id, channel.id, message.id)
    try:
        return await house.ledger.turn(ref)
    except NotFound:
        if message.type is discord.MessageType.thread_starter_message:
            raise WrongUse("That stands in the channel above: ask there.") from None
        await house.recorder.ingest([posted(message, channel)])
        return await house.ledger.turn(ref)


async def _choices(
    context: Context, asked: Asked, message: discord.Message
) -> list[discord.SelectOption]:
    """The newest open questions of the channel, but for those that the message itself asks."""
    query = QuestionQuery(
        community=context.community,
        channel=str(asked.channel_id),
        order=Order.NEWEST,
        limit=2 * MOST,
        within=context.within,
    )
    found = (await context.ledger.questions(query)).records
    return [_option(r) for r in found if r.message.id != str(message.id)][:MOST]


def _option(record: Record) -> discord.SelectOption:
    words = record.entry.question.span.of(record.message.text)
    label = quote(f"#{record.number} {words}", _LABEL)
    return discord.SelectOption(label=label, value=str(record.number))


MENUS: Final = {
    "Questions in this message": questions_in,
    "This answers ...": answers,
    "Track as a question": track,
}
"""The entries of a message's menu."""


async def setup(bot: LooseEndsBot) -> None:
    bot.add_dynamic_items(AnswersSelect, TrackSelect)
    for name, run in MENUS.items():
        bot.tree.add_command(app_commands.ContextMenu(name=locale_str(name), callback=run))
