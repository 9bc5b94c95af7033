"""Questions + replies + marks -> reply roles, states, whose turn it is. Pure."""

from bot.resolution.entries import CUES, RESOLUTION_VERSION, resolve
from bot.resolution.talk import HORIZON

__all__ = ["CUES", "HORIZON", "RESOLUTION_VERSION", "resolve"]
