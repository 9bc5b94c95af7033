"""The verbs that read claims, threads and coverage."""

from dataclasses import replace

from bot.commands.digests import schedules_of
from bot.commands.questions import LIMIT, PAGE, SKIP, place_name
from bot.commands.verb import Context, Verb, argument, arguments
from bot.model import ClaimPage, ClaimQuery, ClaimRecord, CommunityId, Platform
from bot.views import View, claims_view, status_view, thread_view


@arguments
class ClaimSearch:
    """Which claims to list."""

    text: str | None = argument("Only those with these words, in them or their post.", default=None)
    channel: str | None = argument("Only this channel, by name or id.", default=None)
    author: str | None = argument("Only what this person claims, by name or id.", default=None)
    limit: int = argument(LIMIT, default=PAGE)
    skip: int = argument(SKIP, default=0)


@arguments
class ClaimsOf:
    """Whose claims: a thread's."""

    channel: str = argument("The channel or thread, by name or id.", positional=True)
    limit: int = argument(LIMIT, default=PAGE)
    skip: int = argument(SKIP, default=0)


@arguments
class Where:
    """One channel or thread."""

    channel: str = argument("The channel or thread, by name or id.", positional=True)


@arguments
class Nothing:
    """No arguments."""


def claim_query(context: Context, search: ClaimSearch) -> ClaimQuery:
    """The query of a search, narrowed to what the viewer may read."""
    return ClaimQuery(
        community=context.community,
        channel=search.channel,
        author=search.author,
        text=search.text,
        limit=search.limit,
        offset=search.skip,
        within=context.within,
    )


async def claims(context: Context, asked: ClaimQuery) -> ClaimPage:
    """The page of claims, each with those who contest it."""
    page = await context.ledger.claims(asked)
    return replace(page, records=tuple(_with_contests(record) for record in page.records))


def _with_contests(record: ClaimRecord) -> ClaimRecord:
    from bot.resolution import contesting  # reading starts sooner without the rules of replies

    claim = record.claim.span.of(record.message.text)
    return replace(record, contested_by=contesting(claim, record.replies))


async def _find(context: Context, search: ClaimSearch) -> View:
    asked = claim_query(context, search)
    page = await claims(context, asked)
    where = await place_name(context, search.channel) or search.text
    missing = await context.ledger.missing(context.community, context.within)
    return claims_view(page, now=context.now, where=where, missing=missing)


async def _in(context: Context, of: ClaimsOf) -> View:
    return await _find(context, ClaimSearch(channel=of.channel, limit=of.limit, skip=of.skip))


async def _thread(context: Context, where: Where) -> View:
    found = await context.ledger.thread(where.channel, context.community, context.within)
    here = found.channel.ref
    unread = await context.ledger.missing(here.community, frozenset({here}))
    return thread_view(found, now=context.now, unread=unread)


async def _status(context: Context, _nothing: Nothing) -> View:
    caretaker = context.caretaker
    return status_view(
        await context.ledger.coverage(context.community, context.within),
        now=context.now,
        condition=await caretaker.condition(context.now, _place(context)) if caretaker else None,
        schedules=await schedules_of(context),
    )


def _place(context: Context) -> tuple[Platform, CommunityId] | None:
    """The community that was asked in."""
    if context.community is None or context.person is None:
        return None
    return context.person.platform, context.community


FIND_CLAIMS = Verb(
    "claims",
    "find",
    "List what was claimed, and what contests it.",
    ClaimSearch,
    _find,
)
CLAIMS_IN = Verb(
    "claims",
    "in",
    "List what was claimed in one thread, and what contests it.",
    ClaimsOf,
    _in,
)
THREAD = Verb(
    "thread",
    "show",
    "Show the ledger of one thread: what is missing, what is settled, what was claimed.",
    Where,
    _thread,
)
STATUS = Verb(
    "status",
    "show",
    "Show what the ledger holds and how far it has read.",
    Nothing,
    _status,
)
