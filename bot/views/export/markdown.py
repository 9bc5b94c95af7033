"""The ledger as a Markdown document: questions under their posts, then claims."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import ClaimRecord, Record
from bot.views.claims import claim_view
from bot.views.outline import Block, Heading, claims_outline, post_outline
from bot.views.questions import post_groups
from bot.views.render.markdown import paragraphs
from bot.views.wording import say


@dataclass(slots=True)
class MarkdownExport:
    """Ages are counted from `now`. A post that is split between pages is headed on both."""

    now: datetime
    _claims_headed: bool = False

    def begin(self) -> str:
        return paragraphs([Heading(say("list.title"), level=1)])

    def questions(self, page: Iterable[Record]) -> str:
        groups = post_groups(page, now=self.now)
        return _below([block for group in groups for block in post_outline(group)])

    def claims(self, page: Iterable[ClaimRecord]) -> str:
        claims = [claim_view(record, now=self.now) for record in page]
        if not claims:
            return ""
        heading = [] if self._claims_headed else [Heading(say("claims.title"), level=1)]
        self._claims_headed = True
        return _below([*heading, claims_outline(claims)])

    def end(self) -> str:
        return ""


def _below(blocks: Sequence[Block]) -> str:
    return f"\n{paragraphs(blocks)}" if blocks else ""
