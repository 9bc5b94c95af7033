"""Questions + replies + marks -> reply roles, states, whose turn it is. Pure.

Follow one question: `ties` tell how the turns hang together, `talk` finds the messages that belong
to it, `pieces` reads them, `pickup` says which question each piece is about, `roles` what it does
for it, `asker` what the asker makes of that; `case` adds it up by the `table` of states, and
`marks` has the last word. Apart from that, `reach` tells which posts a change can touch, and
`contest` which replies contest a claim.
"""

from bot.resolution import aim, asker, case, judged, marks, pickup, reply, roles, wordless
from bot.resolution.contest import contesting
from bot.resolution.entries import resolve
from bot.resolution.likely import sounds_alike
from bot.resolution.reach import reach
from bot.resolution.reader import Readings
from bot.resolution.talk import HORIZON

CUES = frozenset[str]().union(
    *(module.CUES for module in (aim, pickup, wordless, roles, reply, judged, asker, case, marks))
)
"""Every cue that a reason of an entry may bear."""
RESOLUTION_VERSION = "2"
"""Changes whenever the same turns, links and marks may give other entries."""

__all__ = [
    "CUES",
    "HORIZON",
    "RESOLUTION_VERSION",
    "Readings",
    "contesting",
    "reach",
    "resolve",
    "sounds_alike",
]
