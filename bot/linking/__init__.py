"""Messages -> reply graph: who answers whom, also when nobody used the reply button. Pure.

What people say themselves (reply button, quotes) stands; for the rest a small scorer reads the talk
three times. See docs/decisions/linking.md; after Kummerfeld et al. 2019, arXiv 1810.11118.
"""

from bot.linking.deciding import CUES
from bot.linking.listening import LOOKAHEAD, LOOKBACK, Listener, Listening, link, listen

__all__ = [
    "CUES",
    "LINKING_VERSION",
    "LOOKAHEAD",
    "LOOKBACK",
    "Listener",
    "Listening",
    "link",
    "listen",
]

LINKING_VERSION = "5"
