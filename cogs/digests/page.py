"""What stands under a digest: buttons, and a choice among its questions. Pure.

Nothing of it is remembered: the choice lists the questions, and the button that shows all bears the
sign by which the message is known again.
"""

import re
from dataclasses import dataclass
from typing import Final

import discord
from discord import ui

from bot.views import DigestView
from bot.views.digest_values import ListedView
from bot.views.text import quote
from cogs.pages.page import LOOK

LABELS: Final = {
    "take": "I'm on it",
    "resolve": "Resolve",
    "snooze": "Snooze",
    "dismiss": "Dismiss",
    "why": "Why?",
}
"""What can be done about a question, by the name of the verb."""
DEED, CHOICE, ALL = "dgd", "dgc", "dga"
_OPTIONS: Final = 25
_WIDTH: Final = 90


@dataclass(frozen=True, slots=True)
class Sign:
    """By what a message of a digest is known again: its occurrence, and which part it is."""

    key: str
    part: int

    @property
    def nonce(self) -> str:
        return f"{self.key}{self.part}"


def buttons_of(view: DigestView, sign: Sign | None) -> ui.View:
    """The buttons of a message, and a choice among its questions."""
    shown = ui.View(timeout=None)
    listed = [entry for section in view.sections for entry in section.entries][:_OPTIONS]
    if listed:
        for verb, label in LABELS.items():
            shown.add_item(ui.Button(label=label, custom_id=f"{DEED}:{verb}", row=0))
        shown.add_item(
            ui.Select(
                custom_id=LOOK,
                placeholder="Look into one: why it is here, settle it, take it",
                options=[_option(entry) for entry in listed],
                row=1,
            )
        )
    if sign is not None:
        id_ = f"{ALL}:{sign.key}.{sign.part}"
        shown.add_item(ui.Button(label="All that is open", custom_id=id_, row=2))
    shown.stop()  # it shows them, and does not listen
    return shown


def sign_of(message: discord.Message) -> Sign | None:
    """The sign that a message bears."""
    for item in items_of(message):
        match = re.fullmatch(rf"{ALL}:([0-9a-f]+)\.([0-9]+)", item.custom_id or "")
        if match:
            return Sign(match[1], int(match[2]))
    return None


def items_of(message: discord.Message) -> list[discord.Button | discord.SelectMenu]:
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [item for row in rows for item in row.children]  # pyright: ignore[reportReturnType]  (rows of ours hold buttons and selects alone)


def _option(entry: ListedView) -> discord.SelectOption:
    return discord.SelectOption(
        label=quote(f"#{entry.number} {entry.text}", _WIDTH), value=str(entry.number)
    )
