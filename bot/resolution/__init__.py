"""Questions + replies + marks -> reply roles, states, whose turn it is. Pure."""

from collections.abc import Sequence

from bot.model import Entry, Link, Mark, Standing, State, Turn, WaitingFor

RESOLUTION_VERSION = "0"
HORIZON = 200
"""An entry of the turn at position i depends only on the turns [i, i + HORIZON] and their links,
on later turns that reply to one of these by an explicit `reply_to` chain, and on the marks."""


def resolve(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    focus: range | None = None,
) -> list[Entry]:
    """The entries of the questions of the turns at the positions in `focus` (default: all).

    `turns` are one channel's messages in order; `links` are theirs, in any order; `marks` are all
    marks on messages of the channel, undone ones too.
    """
    return [
        Entry(turns[i].message.id, index, question, Standing(State.OPEN, WaitingFor.HELPERS))
        for i in focus or range(len(turns))
        for index, question in turns[i].questions
    ]
