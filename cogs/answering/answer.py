"""A verb is asked for, by command, menu or button: its view is shown to whoever asked.

Discord waits three seconds, so every answer is promised first and made then.
"""

from typing import Final

from discord.utils import MISSING

from bot.views import NoticeKind, NoticeView
from cogs.answering.documents import documents
from cogs.answering.faults import tell, telling
from cogs.audience.viewing import Asked, context_of
from cogs.pages.page import page_of
from cogs.pages.ticket import Ticket

_SHOWN: Final = "Shown to all, as far as all may read it."


async def answer(asked: Asked, ticket: Ticket, *, to_all: bool = False) -> None:
    """Answers with a message of its own: for whoever asked, or `to_all` in the channel."""
    async with telling(asked):
        await promise(asked)
        if not to_all:
            await show(asked, ticket)
            return
        context = await context_of(asked, to_all=True)
        page = page_of(await ticket.verb.run(context, ticket.arguments), ticket, context)
        await tell(asked, NoticeView(NoticeKind.DONE, _SHOWN))
        await asked.followup.send(embed=page.embed, view=page.buttons)


async def turn(asked: Asked, ticket: Ticket) -> None:
    """Answers a click: in the same message where that is for whoever clicked alone."""
    async with telling(asked):
        if asked.message is not None and asked.message.flags.ephemeral:
            await asked.response.defer()
        else:
            await promise(asked)
        await show(asked, ticket)


async def promise(asked: Asked) -> None:
    """Says that an answer will come, for whoever asked alone."""
    await asked.response.defer(ephemeral=True, thinking=True)


async def show(asked: Asked, ticket: Ticket) -> None:
    """Makes good what was promised."""
    context = await context_of(asked)
    view = await ticket.verb.run(context, ticket.arguments)
    page = page_of(view, ticket, context)
    await asked.edit_original_response(
        embed=page.embed, view=page.buttons, attachments=documents(view) or MISSING
    )
