"""A view -> text of a medium. One module a medium, all from the same outline (JSON: from the same
records).
"""

from bot.views.render.html import html
from bot.views.render.json import json_lines
from bot.views.render.markdown import markdown
from bot.views.render.plain import plain

__all__ = ["html", "json_lines", "markdown", "plain"]
