"""The ledger as one JSON document: {"questions": [...], "claims": [...]}."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.model import ClaimRecord, Record
from bot.views.lines import Json, claim_line, record_line
from bot.views.render.json import dump


@dataclass(slots=True)
class JsonExport:
    """An object a line, in the shape of `questions --json` and `claims --json`."""

    _separator: str = "\n"
    _in_claims: bool = False

    def begin(self) -> str:
        return '{"questions": ['

    def questions(self, page: Iterable[Record]) -> str:
        return self._members(map(record_line, page))

    def claims(self, page: Iterable[ClaimRecord]) -> str:
        return self._turn_to_claims() + self._members(map(claim_line, page))

    def end(self) -> str:
        return self._turn_to_claims() + "\n]}\n"

    def _turn_to_claims(self) -> str:
        if self._in_claims:
            return ""
        self._in_claims, self._separator = True, "\n"
        return '\n],\n"claims": ['

    def _members(self, lines: Iterable[Json]) -> str:
        text = ""
        for line in lines:
            text += f"{self._separator}{dump(line)}"
            self._separator = ",\n"
        return text
