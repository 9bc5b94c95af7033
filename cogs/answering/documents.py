"""What a view gives to take along, as files beside its message."""

from io import BytesIO

import discord

from bot.views import ExportView, View


def documents(view: View) -> list[discord.File]:
    """The files of a view; most have none."""
    if not isinstance(view, ExportView):
        return []
    texts = {"looseends.json": view.json, "looseends.md": view.markdown}
    return [discord.File(BytesIO(text.encode()), name) for name, text in texts.items()]
