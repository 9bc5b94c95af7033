"""The whole ledger as one document, page by page. No verb: its answer is a file, not a view."""

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.commands.questions import Listing, query
from bot.commands.reading import ClaimSearch, claim_query, claims
from bot.commands.verb import Context
from bot.errors import WrongUse
from bot.model import ClaimRecord, Record, State
from bot.views.export import EXPORTS

_PAGE = 500
"""How many records are in memory at once."""


async def export(context: Context, layout: str, channel: str | None = None) -> AsyncIterator[str]:
    """The pieces of a document with all questions and claims, of one channel where it is named.

    `layout` is a key of `views.export.EXPORTS`; raises WrongUse where it is not.
    """
    if layout not in EXPORTS:
        message = f'There is no format "{layout}". Choose one of {", ".join(EXPORTS)}.'
        raise WrongUse(message)
    document = EXPORTS[layout](context.now)
    yield document.begin()
    async for questions in _questions(context, channel):
        yield document.questions(questions)
    async for claimed in _claims(context, channel):
        yield document.claims(claimed)
    yield document.end()


async def _questions(context: Context, channel: str | None) -> AsyncIterator[tuple[Record, ...]]:
    listing = Listing(state=tuple(State), channel=channel, limit=_PAGE)
    asked = replace(query(context, listing), snoozed=True, rhetorical=True)
    while records := (await context.ledger.questions(asked)).records:
        yield records
        asked = replace(asked, offset=asked.offset + _PAGE)


async def _claims(context: Context, channel: str | None) -> AsyncIterator[tuple[ClaimRecord, ...]]:
    asked = claim_query(context, ClaimSearch(channel=channel, limit=_PAGE))
    while records := (await claims(context, asked)).records:
        yield records
        asked = replace(asked, offset=asked.offset + _PAGE)
