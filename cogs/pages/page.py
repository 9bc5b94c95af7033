"""A view -> what a message shows: a sheet of it, and the buttons under it.

The buttons are listened to elsewhere (`cogs/answering/buttons.py`), by what stands in their
`custom_id`: no message is remembered, and none is forgotten at a restart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import discord
from discord import ui

from bot.commands import Context
from bot.model import UNRESOLVED
from bot.views import ClaimsView, EntryView, ListView, NoticeView, ThreadView, View, WhyView
from bot.views.text import quote
from cogs.pages.sheets import sheets
from cogs.pages.ticket import LIMIT, Ticket, written

PAGE: Final = "page"
"""`page:` and the ticket of the page to be shown instead."""
DO: Final = "do"
"""`do:`, the name of a verb, `:` and the number of a question."""
LOOK: Final = "look"
"""A choice of questions, to look into one."""

_CHOICES: Final = 25
_LABEL: Final = 90
_LABELS: Final = {
    "resolve": "Resolve",
    "reopen": "Reopen",
    "dismiss": "Dismiss",
    "take": "I'm on it",
    "snooze": "Snooze for a week",
    "undo": "Undo",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a message shows."""

    embed: discord.Embed
    buttons: ui.View


def page_of(view: View, ticket: Ticket, context: Context) -> Page:
    """The sheet of the view that the ticket names, the last where there are fewer."""
    parts = sheets(view)
    sheet = min(ticket.sheet, len(parts) - 1)
    turns = _turns(view, ticket, sheet, len(parts))
    fitting = all(len(id_ or "") <= LIMIT for id_ in turns)
    embed = discord.Embed(description=parts[sheet])
    if footer := _footer(view, ticket, sheet, len(parts), can_turn=fitting):
        embed.set_footer(text=footer)
    buttons = ui.View(timeout=None)
    for item in (*(_arrows(turns) if fitting else ()), *_choices(view), *_deeds(view, context)):
        buttons.add_item(item)
    buttons.stop()  # it shows them, and does not listen
    return Page(embed, buttons)


def _footer(view: View, ticket: Ticket, sheet: int, count: int, *, can_turn: bool) -> str | None:
    """Which sheet this is, or how to see more where no button can hold what was asked for."""
    if count > 1:
        return f"Sheet {sheet + 1} of {count}"
    if can_turn or not _goes_on(view):
        return None
    return f"For more, ask again with skip:{sum(_stretch(ticket))}"


def _turns(view: View, ticket: Ticket, sheet: int, count: int) -> tuple[str | None, str | None]:
    """The ids of the sheets, or the stretches of a list, before and after this one."""
    skipped, listed = _stretch(ticket)
    before = after = None
    if sheet:
        before = ticket.at(sheet - 1)
    elif skipped:
        before = ticket.skipping(max(0, skipped - listed))
    if sheet + 1 < count:
        after = ticket.at(sheet + 1)
    elif _goes_on(view):
        after = ticket.skipping(skipped + listed)
    return before and f"{PAGE}:{written(before)}", after and f"{PAGE}:{written(after)}"


def _goes_on(view: View) -> bool:
    return isinstance(view, ListView | ClaimsView) and view.goes_on


def _arrows(turns: tuple[str | None, str | None]) -> Iterator[ui.Button[ui.View]]:
    """Both arrows, also where only one leads on: they stay where the finger is."""
    if any(turns):
        for arrow, id_, end in zip("◀▶", turns, ("first", "last"), strict=True):
            yield ui.Button(
                label=arrow, custom_id=id_ or f"{PAGE}:{end}", disabled=id_ is None, row=0
            )


def _stretch(ticket: Ticket) -> tuple[int, int]:
    """How many entries of a list are left out, and how many shown."""
    return getattr(ticket.arguments, "skip", 0), getattr(ticket.arguments, "limit", 0)


def _choices(view: View) -> Iterator[ui.Select[ui.View]]:
    """The questions of the page, to look into one of them."""
    options = {
        str(entry.number): discord.SelectOption(
            label=quote(f"#{entry.number} {entry.text}", _LABEL), value=str(entry.number)
        )
        for entry in _entries(view)
    }
    if options:
        yield ui.Select(
            custom_id=LOOK,
            placeholder="Look into one: why it is here, settle it, take it",
            options=list(options.values())[:_CHOICES],
            row=1,
        )


def _entries(view: View) -> list[EntryView]:
    match view:
        case ListView():
            return [entry for group in view.groups for entry in group.entries]
        case ThreadView():
            groups = (*view.missing, *view.settled)
            return [entry for group in groups for entry in group.entries]
        case _:
            return []


def _deeds(view: View, context: Context) -> Iterator[ui.Button[ui.View]]:
    """What can be done about the question of the page, or undone, by whoever reads it."""
    if isinstance(view, NoticeView):
        for verb, number in (hint.words for hint in view.hints if len(hint.words) == 2):
            yield _deed(verb, number)
    elif isinstance(view, WhyView):
        record = view.entry.record
        number = str(record.number)
        is_asker = record.message.author.id == context.viewer
        if is_asker or record.channel.ref in context.settling:
            yield from (_deed(hint.words[0], number) for hint in reversed(view.hints))
        if record.entry.standing.state in UNRESOLVED:
            yield from (_deed(verb, number) for verb in ("take", "snooze"))


def _deed(verb: str, number: str) -> ui.Button[ui.View]:
    return ui.Button(label=_LABELS[verb], custom_id=f"{DO}:questions.{verb}:{number}", row=2)
