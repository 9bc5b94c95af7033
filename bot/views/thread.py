"""A whole thread: what is missing, what is settled, what was claimed."""

from collections import Counter
from datetime import datetime

from bot.model import GENUINE, UNRESOLVED, Claim, ClaimRecord, Missing, Record, ThreadRecord
from bot.views.alone import said_once
from bot.views.claims import claim_view
from bot.views.missing import unseen_note
from bot.views.moments import day
from bot.views.questions import channel_name, entry_view, post_groups, state_counts, thread_title
from bot.views.values import Hint, ThreadView
from bot.views.wording import count, say


def thread_view(
    thread: ThreadRecord, *, now: datetime, unread: Missing | None = None
) -> ThreadView:
    """The ledger of one channel or thread, in the order of talk; `unread` is what it does not hold
    of that.
    """
    wanted = [record for record in thread.records if _wants_answer(record)]
    missing = [record for record in wanted if record.entry.standing.state in UNRESOLVED]
    settled = [record for record in wanted if record.entry.standing.state not in UNRESOLVED]
    groups = post_groups(missing, now=now), post_groups(settled, now=now)
    (unsettled, done), alone = said_once(*groups)
    idle = [record for record in thread.records if not _wants_answer(record)]
    return ThreadView(
        title=thread_title(thread.channel) or channel_name(thread.channel),
        summary=_summary(thread, wanted, now),
        missing=unsettled,
        settled=done,
        rhetorical=tuple(entry_view(record, now=now) for record in idle),
        claims=tuple(claim_view(record, now=now) for record in _claims(thread)),
        good_news="" if missing else say(f"thread.{'good_news' if wanted else 'no_questions'}"),
        hints=_hints(missing),
        unseen=unseen_note(unread, now),
        alone=alone,
    )


def _wants_answer(record: Record) -> bool:
    return record.entry.question.genuine >= GENUINE


def _claims(thread: ThreadRecord) -> list[ClaimRecord]:
    return [
        ClaimRecord(thread.channel, turn.message, act)
        for turn in thread.turns
        for act in turn.acts
        if isinstance(act, Claim)
    ]


def _summary(thread: ThreadRecord, wanted: list[Record], now: datetime) -> tuple[str, ...]:
    if not thread.turns:
        return ()
    facts = (
        count("count.messages", len(thread.turns)),
        count("count.people", len({turn.message.author.id for turn in thread.turns})),
        say("thread.since", since=day(thread.turns[0].message.at, now)),
    )
    states = state_counts(Counter(record.entry.standing.state for record in wanted))
    return (*facts, states) if states else facts


def _hints(missing: list[Record]) -> tuple[Hint, ...]:
    return tuple(Hint(say("hint.why"), ("why", str(record.number))) for record in missing[:1])
