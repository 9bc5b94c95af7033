"""Records of questions -> entries, grouped by post, and the list of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from bot.model import (
    UNRESOLVED,
    Channel,
    ChannelKind,
    Coverage,
    Missing,
    Part,
    QuestionPage,
    Record,
    State,
)
from bot.views.alone import alone_words, said_once
from bot.views.happened import asker, happened, pledge, turn
from bot.views.missing import unseen_note
from bot.views.moments import ago, day, lately
from bot.views.text import CONTEXT_LIMIT, ELLIPSIS, TITLE_LIMIT, name, quote, web_link, width
from bot.views.values import EntryView, Hint, ListView, PostGroup
from bot.views.wording import count, say

_DONE: Final = frozenset({State.ANSWERED, State.RESOLVED})
_GONE: Final = frozenset({State.WITHDRAWN, State.DISMISSED})


def list_view(
    page: QuestionPage,
    *,
    now: datetime,
    where: str | None = None,
    searched: bool = False,
    coverage: Coverage | None = None,
    missing: Missing | None = None,
) -> ListView:
    """A page of questions. `where` names the channel that it was narrowed to.

    `searched` says that it is not simply what is open: it was narrowed by words, people, age or
    state, so that nothing found is no good news. `coverage` is what the ledger holds; it makes the
    footer, and the good news of an empty list. `missing` is what it does not hold.
    """
    (groups,), alone = said_once(post_groups(page.records, now=now))
    read = read_words(coverage, now)
    kind = "list.search" if searched else "list.title"
    return ListView(
        title=_placed(kind, where),
        summary=_summary(page, now, coverage),
        groups=groups,
        good_news="" if groups else _nothing(page, where, searched, read),
        place=place_words(page.offset, len(page.records), page.total),
        coverage=read,
        hints=tuple(_hints(page.records, coverage)),
        goes_on=page.offset + len(page.records) < page.total,
        unseen=unseen_note(missing, now),
        alone=alone,
    )


def post_groups(records: Iterable[Record], *, now: datetime) -> tuple[PostGroup, ...]:
    """Neighbouring records of the same post, each post's questions in the order of its text.

    Where they come from several communities, each post names its own: numbers are per community.
    """
    listed = list(records)
    apart = len({record.channel.ref.community for record in listed}) > 1
    return tuple(
        _post_group(sorted(of_post, key=lambda record: record.entry.index), now, apart)
        for _, of_post in groupby(listed, key=lambda record: record.message.ref)
    )


def _post_group(records: Sequence[Record], now: datetime, apart: bool) -> PostGroup:
    first = records[0]
    listed = frozenset(record.number for record in records)
    entries = tuple(entry_view(r, now=now, listed=listed, apart=apart) for r in records)
    turns = {entry.turn for entry in entries}
    title, titled = _title(first)
    return PostGroup(
        title=title,
        author=asker(first),
        channel=channel_name(first.channel, apart=apart),
        asked_at=first.message.at,
        age=ago(first.message.at, now),
        link=web_link(first.message.link),
        part_count=part_count(first.parts),
        turn=turns.pop() if len(turns) == 1 else "",
        entries=entries,
        titled=titled,
        alone=alone_words(first),
    )


def _title(record: Record) -> tuple[str, str]:
    """What the post is called, and by which language model where it has no title of its own."""
    own, found = thread_title(record.channel), record.title
    if own or found is None:
        return own, ""
    return name(found.text, TITLE_LIMIT), say("post.titled", model=name(found.by))


def entry_view(
    record: Record,
    *,
    now: datetime,
    listed: frozenset[int] = frozenset(),
    apart: bool = False,
) -> EntryView:
    """One question. `listed` are the numbers beside which it stands: it need not repeat those.

    `apart` names its community too.
    """
    question = record.entry.question
    needed = _needed(record)
    return EntryView(
        number=record.number,
        text=quote(question.span.of(record.message.text)),
        context=context_words(record, listed),
        depends_on=needed.number if needed else None,
        happened=happened(record),
        state=record.entry.standing.state,
        state_words=say(f"state.{record.entry.standing.state}"),
        turn=turn(record),
        taken=pledge(record, now),
        asker=asker(record),
        channel=channel_name(record.channel, apart=apart),
        asked_at=record.message.at,
        age=ago(record.message.at, now),
        link=web_link(record.message.link),
        record=record,
    )


def context_words(record: Record, listed: frozenset[int] = frozenset()) -> str:
    """What the question refers back to, in the order of the text; "" where it stands alone.

    The nearest segment always, earlier ones while there is room. A question that stands in the
    list beside this one is left out: it is already there to read.
    """
    beside = {part.index for part in record.parts if part.number in listed}
    wanted = [index for index in record.entry.question.context if index not in beside]
    chosen: list[str] = []
    room = CONTEXT_LIMIT
    for index in reversed(wanted):
        segment = quote(record.acts[index].span.of(record.message.text), CONTEXT_LIMIT)
        room -= width(segment)
        if room < 0:
            break
        chosen.append(segment)
    return f" {ELLIPSIS} ".join(reversed(chosen))


def _needed(record: Record) -> Part | None:
    wanted = record.entry.question.depends_on
    return next((part for part in record.parts if part.index == wanted), None)


def part_count(parts: Sequence[Part]) -> str:
    """How far the post is: "2 of 5 answered"; "" where there is one question only.

    Those taken back or dismissed do not count.
    """
    counted = [part.state for part in parts if part.state not in _GONE]
    if len(counted) < 2:
        return ""
    done = sum(state in _DONE for state in counted)
    words = say("post.parts", done=done, total=len(counted))
    in_part = counted.count(State.PARTLY_ANSWERED)
    return say("post.in_part", parts=words, n=in_part) if in_part else words


def thread_title(channel: Channel) -> str:
    """A thread's own title; a room has none."""
    return name(channel.name, TITLE_LIMIT) if channel.kind is ChannelKind.THREAD else ""


def channel_name(channel: Channel, *, apart: bool = False) -> str:
    """Where it stands: `#allotment` for a room, the community's name for a titled thread.

    `apart` tells communities apart by the id under which commands know them.
    """
    community = name(channel.ref.community)
    if channel.kind is ChannelKind.THREAD:
        return community if apart else quote(channel.community_name)
    room = f"#{name(channel.name.removeprefix('#'))}"
    return say("list.apart", channel=room, community=community) if apart else room


def read_words(coverage: Coverage | None, now: datetime) -> str:
    """What has been read, as a sentence; "" where nobody says."""
    if coverage is None:
        return ""
    if coverage.read_up_to is None:
        return say("list.coverage_none")
    up_to = lately(coverage.read_up_to, now)
    if coverage.read_from is None:
        return say("list.coverage_up_to", up_to=up_to)
    return say("list.coverage", since=day(coverage.read_from, now), up_to=up_to)


def state_counts(by_state: Mapping[State, int]) -> str:
    """How many questions stand where: "7 open, 3 partly answered"."""
    counted = (count(f"count.{state}", by_state[state]) for state in State if by_state.get(state))
    return ", ".join(counted)


def _summary(page: QuestionPage, now: datetime, coverage: Coverage | None) -> tuple[str, ...]:
    """The facts beside the title; how far was read only where the coverage does not say it."""
    read_up_to = None if coverage else page.read_up_to
    facts = (
        state_counts(page.by_state),
        count("count.channels", page.channels) if page.channels else "",
        say("list.read_up_to", up_to=lately(read_up_to, now)) if read_up_to else "",
    )
    return tuple(fact for fact in facts if fact)


def _nothing(page: QuestionPage, where: str | None, searched: bool, read: str) -> str:
    """Why the page is empty, and how far that can be trusted."""
    if page.total:
        return say("list.beyond", total=page.total)
    news = _placed("list.nothing_found" if searched else "list.good_news", where)
    return f"{news} {read}".strip()


def _placed(key: str, where: str | None) -> str:
    return say(f"{key}_in", where=name(where)) if where else say(key)


def place_words(offset: int, shown: int, total: int) -> str:
    """Which stretch of a list a page shows: "1–20 of 57"; "" when it shows all or nothing."""
    if not shown or shown == total:
        return ""
    return say("list.place", first=offset + 1, last=offset + shown, total=total)


def _hints(records: Sequence[Record], coverage: Coverage | None) -> Iterator[Hint]:
    if coverage and coverage.read_up_to is None:
        yield Hint(say("hint.read"), ("import", "FILE"))
    if records:
        yield Hint(say("hint.why"), ("why", str(records[0].number)))
    for record in [r for r in records if r.entry.standing.state in UNRESOLVED][:1]:
        yield Hint(say("hint.settle"), ("resolve", str(record.number)))
