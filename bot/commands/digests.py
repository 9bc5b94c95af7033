"""The verbs of digests: preview, now, status."""

from datetime import UTC, timedelta
from typing import Final

from bot.commands.verb import Board, Context, Verb, argument, arguments
from bot.digests.composing import Reader
from bot.digests.outbox import NotThere, Unsent
from bot.digests.schedule import Schedule
from bot.digests.timing import upcoming
from bot.errors import NotAllowed, NotFound, WrongUse
from bot.model import ChannelId, Occurrence, Outcome, Platform
from bot.views import ScheduleView, View, schedule_view, schedules_view, wished_notice
from bot.views.moments import READERS_ZONE
from bot.views.text import name as shown

_ANY = Schedule("", Platform.IMPORT, ChannelId(""), minimum_age=timedelta())
"""What is previewed where no digest is set up."""


@arguments
class WhichDigest:
    """One digest."""

    digest: str | None = argument(
        "Which digest, by its name; the first unless given.", default=None, positional=True
    )


@arguments
class Nothing:
    """No arguments."""


_A_MODERATORS: Final = "Whether a digest is posted now is a moderator's to say."


async def _preview(context: Context, which: WhichDigest) -> View:
    board = _board(context)
    schedule = _ANY if not board.seen and which.digest is None else _named(board, which.digest)
    reader = await _reader(context, board, schedule)
    return await board.digests.composer.whole(schedule, reader, context.now)


async def _now(context: Context, which: WhichDigest) -> View:
    board = _board(context)
    schedule = _named(board, which.digest)
    if schedule.name not in board.postable:
        raise NotAllowed(_A_MODERATORS)
    wish = Occurrence(schedule.name, context.now.astimezone(UTC))
    await board.digests.composer.log.begin(wish, Outcome.WISHED, wish.due)
    return wished_notice(schedule.name)


async def _status(context: Context, _nothing: Nothing) -> View:
    return schedules_view(await schedules_of(context))


async def schedules_of(context: Context) -> list[ScheduleView]:
    """When the digests that the viewer may know of come, and what became of the last ones."""
    if context.board is None:
        return []
    log = context.board.digests.composer.log
    is_readers = context.now.tzinfo is READERS_ZONE
    return [
        schedule_view(
            schedule.name,
            upcoming(schedule, context.now.astimezone(UTC)),
            "" if is_readers else str(schedule.zone),
            await log.runs(schedule.name),
            context.now if is_readers else context.now.astimezone(schedule.zone),
        )
        for schedule in context.board.seen
    ]


def _board(context: Context) -> Board:
    if context.board is None:
        raise WrongUse("Digests are not at hand here.")
    return context.board


def _postable(context: Context) -> None:
    """Raises where there is no digest that the viewer may have posted."""
    board = _board(context)
    if _named(board, None) and not board.postable:
        raise NotAllowed(_A_MODERATORS)


def _named(board: Board, name: str | None) -> Schedule:
    """The schedule that is meant. Raises NotFound."""
    found = [s for s in board.seen if name is None or name.casefold() == s.name.casefold()]
    if found:
        return found[0]
    if name is None:
        raise NotFound("No digest is set up here. Set LOOSEENDS_DIGESTS__1__TO.")
    known = ", ".join(shown(each.name) for each in board.seen) or "none"
    raise NotFound(f"There is no digest called {shown(name)}. Set up here: {known}.")


async def _reader(context: Context, board: Board, schedule: Schedule) -> Reader:
    """What both the viewer and everybody at the destination may read, as far as that is known."""
    outbox = board.digests.outboxes.get(schedule.platform)
    zone = READERS_ZONE if context.now.tzinfo is READERS_ZONE else None
    if outbox is None:
        return Reader(context.community, within=context.within, zone=zone)
    try:
        there = await outbox.audience(schedule.to)
    except (Unsent, NotThere):
        raise NotFound("I do not see the channel of this digest at present.") from None
    here = context.within if board.within is None else board.within
    within = there.within if here is None else there.within & here
    near = within if there.near is None else within & there.near
    return Reader(there.community, there.name, within, zone, near)


DIGEST_PREVIEW = Verb(
    "digest",
    "preview",
    "Show a digest as it would be now. Nothing is posted, and nothing counts as listed.",
    WhichDigest,
    _preview,
    _board,
)
DIGEST_NOW = Verb(
    "digest",
    "now",
    "Have a digest posted now, where it is set up to be posted.",
    WhichDigest,
    _now,
    _postable,
)
DIGEST_STATUS = Verb(
    "digest",
    "status",
    "Show when digests come, and what became of the last ones.",
    Nothing,
    _status,
    _board,
)
