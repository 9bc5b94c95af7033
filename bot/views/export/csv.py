"""The ledger as one CSV table (RFC 4180): questions, then claims."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model import ClaimRecord, Record
from bot.views.claims import claim_view
from bot.views.questions import entry_view
from bot.views.text import clean

COLUMNS: Final = (
    "kind",
    "number",
    "text",
    "state",
    "waiting_for",
    "happened",
    "context",
    "depends_on",
    "form",
    "genuine",
    "certainty",
    "attributed_to",
    "contested_by",
    "author",
    "channel",
    "community",
    "at",
    "link",
    "title",
    "titled_by",
    "by_rules_alone",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class CsvExport:
    """Words of strangers never become a formula: a cell that would start one gets an apostrophe.

    That is OWASP's advice on CSV injection.
    """

    now: datetime

    def begin(self) -> str:
        return _rows([dict(zip(COLUMNS, COLUMNS, strict=True))])

    def questions(self, page: Iterable[Record]) -> str:
        return _rows(map(self._question, page))

    def claims(self, page: Iterable[ClaimRecord]) -> str:
        return _rows(map(self._claim, page))

    def end(self) -> str:
        return ""

    def _question(self, record: Record) -> Mapping[str, object]:
        view, entry, title = entry_view(record, now=self.now), record.entry, record.title
        return {
            "kind": "question",
            "number": view.number,
            "text": entry.question.span.of(record.message.text),
            "state": entry.standing.state,
            "waiting_for": entry.standing.waiting_for,
            "happened": view.happened,
            "context": view.context,
            "depends_on": view.depends_on,
            "form": entry.question.form,
            "genuine": round(entry.question.genuine, 3),
            "author": record.message.author.name,
            "channel": record.channel.name,
            "community": record.channel.ref.community,
            "at": record.message.at.isoformat(),
            "link": view.link,
            "title": title and title.text,
            "titled_by": title and title.by,
            "by_rules_alone": "yes" if record.by_rules_alone else None,
        }

    def _claim(self, record: ClaimRecord) -> Mapping[str, object]:
        view = claim_view(record, now=self.now)
        return {
            "kind": "claim",
            "text": record.claim.span.of(record.message.text),
            "certainty": record.claim.certainty,
            "attributed_to": record.claim.attributed_to,
            "contested_by": "; ".join(f"{each.author}: {each.quote}" for each in view.contested),
            "author": record.message.author.name,
            "channel": record.channel.name,
            "community": record.channel.ref.community,
            "at": record.message.at.isoformat(),
            "link": view.link,
        }


def _rows(rows: Iterable[Mapping[str, object]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(map(_cells, rows))
    return text.getvalue()


def _cells(row: Mapping[str, object]) -> Iterator[str]:
    for column in COLUMNS:
        value = row.get(column)
        yield "" if value is None else _harmless(clean(str(value)))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
