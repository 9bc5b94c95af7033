"""The verbs that read questions: open, mine, find, show, why."""

from dataclasses import replace
from datetime import timedelta

from bot.commands.verb import Context, Verb, argument, arguments
from bot.errors import NotFound
from bot.model import (
    UNRESOLVED,
    ChannelRef,
    Coverage,
    MessageId,
    Order,
    QuestionPage,
    QuestionQuery,
    Record,
    State,
)
from bot.views import ListView, View, list_view, why_view

PAGE = 20
"""How many entries a list shows unless told otherwise."""
LIMIT = f"How many to list; {PAGE} unless given."
SKIP = "How many to leave out at the start."


@arguments
class Listing:
    """Which questions to list."""

    state: tuple[State, ...] = argument(
        "Only those in this state; open and partly_answered unless given.", default=()
    )
    channel: str | None = argument("Only this channel, by name or id.", default=None)
    asker: str | None = argument("Only what this person asked, by name or id.", default=None)
    text: str | None = argument("Only those with these words, in them or their post.", default=None)
    message: str | None = argument("Only those of this message, by id.", default=None)
    older_than: timedelta | None = argument("Only those older than this: 12h, 7d.", default=None)
    order: Order = argument("What comes first; the oldest unless given.", default=Order.OLDEST)
    limit: int = argument(LIMIT, default=PAGE)
    skip: int = argument(SKIP, default=0)


@arguments
class Search:
    """Which words to look for."""

    text: str = argument("Words that it or its post must contain.", positional=True)
    channel: str | None = argument("Only this channel, by name or id.", default=None)
    limit: int = argument(LIMIT, default=PAGE)
    skip: int = argument(SKIP, default=0)


@arguments
class Mine:
    """Which of the viewer's questions."""

    state: tuple[State, ...] = argument("Only those in this state; all unless given.", default=())
    limit: int = argument(LIMIT, default=PAGE)
    skip: int = argument(SKIP, default=0)


@arguments
class Which:
    """One question."""

    number: int = argument("The question's number: the 42 of #42.", positional=True)


def query(context: Context, listing: Listing) -> QuestionQuery:
    """The query of a listing, narrowed to what the viewer may read."""
    return QuestionQuery(
        states=frozenset(listing.state) or UNRESOLVED,
        community=context.community,
        channel=listing.channel,
        asker=listing.asker,
        text=listing.text,
        message=None if listing.message is None else MessageId(listing.message),
        asked_before=None if listing.older_than is None else context.now - listing.older_than,
        order=listing.order,
        limit=listing.limit,
        offset=listing.skip,
        within=context.within,
    )


async def record(context: Context, number: int) -> Record:
    """The question with this number. Raises NotFound, also where the viewer may not read it."""
    found = await context.ledger.question(number, context.community)
    refuse_unreadable(context, found.channel.ref, f"There is no question #{number} in the ledger.")
    return found


def refuse_unreadable(context: Context, channel: ChannelRef, sentence: str) -> None:
    """Raises NotFound with the `sentence` that is said of what is not there, word for word: a
    viewer who may not read a channel does not learn that there is something in it.
    """
    if context.within is not None and channel not in context.within:
        raise NotFound(sentence)


async def _open(context: Context, listing: Listing) -> ListView:
    return await _page(context, query(context, listing))


async def _mine(context: Context, mine: Mine) -> ListView:
    listing = Listing(
        state=mine.state or tuple(State), asker=context.viewer, limit=mine.limit, skip=mine.skip
    )
    return await _page(context, replace(query(context, listing), snoozed=True))


async def _find(context: Context, search: Search) -> ListView:
    listing = Listing(
        state=tuple(State),
        text=search.text,
        channel=search.channel,
        limit=search.limit,
        skip=search.skip,
    )
    return await _page(context, replace(query(context, listing), snoozed=True, rhetorical=True))


async def _page(context: Context, asked: QuestionQuery) -> ListView:
    page = await context.ledger.questions(asked)
    return list_view(
        page,
        now=context.now,
        where=await place_name(context, asked.channel),
        searched=_searched(asked),
        coverage=None if page.records else await _coverage(context),
        missing=await context.ledger.missing(context.community, context.within),
    )


async def place_name(context: Context, channel: str | None) -> str | None:
    """What a channel is called to people, where it was asked for by its id."""
    if channel is None or not channel.isdecimal():
        return channel
    known = await context.ledger.channels(context.community)
    return next((c.name for c in known if c.ref.channel == channel and c.name), channel)


def _searched(asked: QuestionQuery) -> bool:
    """Whether more was asked for than what is open in a place."""
    narrowed = (asked.asker, asked.text, asked.message, asked.asked_before, asked.asked_after)
    return asked.states != UNRESOLVED or any(narrowed)


async def _coverage(context: Context) -> Coverage | None:
    """What has been read, for whoever may know of all of it."""
    return await context.ledger.coverage(context.community) if context.within is None else None


async def _show(context: Context, which: Which) -> View:
    found = await record(context, which.number)
    by_state = {found.entry.standing.state: 1}
    page = QuestionPage((found,), total=1, by_state=by_state, channels=1, read_up_to=None)
    return list_view(page, now=context.now, searched=True)


async def _why(context: Context, which: Which) -> View:
    return why_view(await record(context, which.number), now=context.now)


OPEN = Verb(
    "questions",
    "open",
    "List the questions that nobody has settled.",
    Listing,
    _open,
)
MINE = Verb("questions", "mine", "List your own questions.", Mine, _mine)
FIND = Verb(
    "questions",
    "find",
    "Search all questions, answered and rhetorical ones too.",
    Search,
    _find,
)
SHOW = Verb("questions", "show", "Show one question.", Which, _show)
WHY = Verb(
    "questions",
    "why",
    "Show one question with its replies, and every reason for where it stands.",
    Which,
    _why,
)
