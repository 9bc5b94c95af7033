"""The verb that puts on the list what the rules did not take for a question."""

from dataclasses import replace

from bot.commands.marking import verdict
from bot.commands.questions import Listing, query
from bot.commands.verb import Context, Verb, argument, arguments
from bot.errors import NotFound, WrongUse
from bot.model import (
    GENUINE,
    Act,
    ChannelRef,
    Claim,
    Marked,
    MarkKind,
    MessageId,
    MessageRef,
    Other,
    Question,
    Record,
    Request,
    Span,
    State,
    Turn,
)
from bot.views import View, marked_notice

_LIKELY = (Other, Claim, Request, Question)
"""What may be a question that was not heard as one, the likeliest last."""


@arguments
class Tracking:
    """Which message asks something, and in which words."""

    message: str = argument("The message, by id.", positional=True)
    channel: str = argument("Its channel or thread, by name or id.", positional=True)
    text: str | None = argument(
        "The words in it that ask; its likeliest sentence unless given.", default=None
    )


async def _track(context: Context, given: Tracking) -> View:
    channel = await _channel(context, given.channel)
    turn = await context.ledger.turn(MessageRef(channel, MessageId(given.message)))
    span = _likeliest(turn, given.text).span
    known = await _question(context, turn, span)
    if known is not None and known.entry.question.genuine >= GENUINE:
        raise WrongUse(f"That is on the list already: it is #{known.number}.")
    said = replace(verdict(context, turn.message, span, MarkKind.TRACKED), span=span)
    await context.recorder.ingest([Marked(said)])
    tracked = await _question(context, turn, span)
    if tracked is None:
        raise NotFound("The message was deleted meanwhile.")
    return marked_notice(tracked.number, said, now=context.now)


async def _channel(context: Context, name: str) -> ChannelRef:
    """The one channel of that name or id that the viewer may read. Raises NotFound or WrongUse."""
    wanted = name.removeprefix("#").casefold()
    found = [
        channel.ref
        for channel in await context.ledger.channels(context.community)
        if wanted in {channel.ref.channel.casefold(), channel.name.removeprefix("#").casefold()}
        and (context.within is None or channel.ref in context.within)
    ]
    if not found:
        raise NotFound(f"There is no channel {name} in the ledger.")
    if len(found) > 1:
        raise WrongUse(f"Several channels are called {name}. Use the id.")
    return found[0]


def _likeliest(turn: Turn, text: str | None) -> Act:
    """The act that holds most of the words; without words, the one that may well be a question.

    Raises NotFound where the message does not hold them, WrongUse where it says nothing.
    """
    acts = [act for act in turn.acts if act.span.of(turn.message.text).strip()]
    if not acts:
        raise WrongUse("That message has no words in it that could ask something.")
    if text is None:
        return max(acts, key=lambda act: (_LIKELY.index(type(act)), len(act.span)))
    start = turn.message.text.find(text)
    if start < 0:
        raise NotFound(f'The message does not say "{text}".')
    words = Span(start, start + len(text))
    return max(acts, key=lambda act: _shared(act.span, words))


def _shared(a: Span, b: Span) -> int:
    return min(a.end, b.end) - max(a.start, b.start)


async def _question(context: Context, turn: Turn, span: Span) -> Record | None:
    """The question that stands there in the message, rhetorical or not."""
    listing = Listing(
        state=tuple(State),
        message=turn.message.id,
        channel=turn.message.ref.channel.channel,
        limit=len(turn.acts),
    )
    asked = replace(query(context, listing), snoozed=True, rhetorical=True)
    page = await context.ledger.questions(asked)
    return next((r for r in page.records if r.entry.question.span == span), None)


TRACK = Verb(
    "questions",
    "track",
    "Put a message on the list that asks something and was not heard as a question.",
    Tracking,
    _track,
)
