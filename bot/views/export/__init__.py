"""The whole ledger as a document: Markdown, CSV, JSON, Argdown. Streamed, page by page."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from bot.views.export.argdown import ArgdownExport
from bot.views.export.csv import CsvExport
from bot.views.export.form import Export
from bot.views.export.json import JsonExport
from bot.views.export.markdown import MarkdownExport

EXPORTS: Final[Mapping[str, Callable[[datetime], Export]]] = {
    "markdown": MarkdownExport,
    "csv": CsvExport,
    "json": lambda _now: JsonExport(),
    "argdown": ArgdownExport,
}
"""What makes an export of each format, given the moment at which it is made."""

__all__ = ["EXPORTS", "Export"]
