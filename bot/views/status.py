"""What the ledger holds and what it does not, and how the house is."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.model import Backlog, Condition, Coverage, Expense, Missing, Pulse, Spending
from bot.views.digest_values import ScheduleView
from bot.views.missing import unread_words, unseen
from bot.views.moments import ago, day, lately, moment
from bot.views.values import Fact, StatusView
from bot.views.wording import count, say

_A_WHILE: Final = timedelta(minutes=2)
"""After so long without a sign nobody seems to listen: while somebody does, one comes every 15
seconds."""
_AT_ONCE: Final = timedelta(seconds=1)


def status_view(
    coverage: Coverage,
    *,
    now: datetime,
    condition: Condition | None = None,
    schedules: Sequence[ScheduleView] = (),
) -> StatusView:
    held = (
        count("count.communities", coverage.communities),
        count("count.channels", coverage.channels),
        count("count.messages", coverage.messages),
        count("count.questions", coverage.questions),
    )
    return StatusView(
        title=say("status.title"),
        facts=(
            Fact(say("status.held"), ", ".join(held)),
            Fact(say("status.read"), _read(coverage, now)),
            *_missing(coverage.missing, now),
            *(_condition(condition, now, coverage.read_from) if condition else ()),
            *(Fact(say("status.digest", name=s.name), "; ".join(s.words)) for s in schedules),
        ),
        coverage=coverage,
        condition=condition,
    )


def _missing(missing: Missing, now: datetime) -> Iterator[Fact]:
    if words := unread_words(missing, now):
        yield Fact(say("status.unread"), words)
    for words in unseen(missing):
        yield Fact(say("status.unseen"), words)
    for platform, until in missing.heard:
        if now - until > _A_WHILE:
            where, at = say(f"platform.{platform}"), moment(until, now)
            yield Fact(say("status.unseen"), say("status.unheard", where=where, since=at))


def _condition(condition: Condition, now: datetime, since: datetime | None) -> Iterator[Fact]:
    if condition.pulse:
        yield Fact(say("status.now"), _keeping_up(condition.pulse, now))
    if condition.expense:
        yield from _expense(condition.expense, now, since)
    if condition.copied:
        yield Fact(say("status.copied"), lately(condition.copied, now))
    release = say("status.release_words", release=condition.release, schema=condition.schema)
    yield Fact(say("status.release"), release)


def _keeping_up(pulse: Pulse, now: datetime) -> str:
    if pulse.unwritable_since:
        since = moment(pulse.unwritable_since, now)
        return say("status.unwritable", since=since, waiting=count("count.waiting", pulse.waiting))
    if pulse.lag < _AT_ONCE:
        return say("status.up_to_date")
    seconds = count("count.seconds", round(pulse.lag.total_seconds()))
    return say("status.behind", waiting=count("count.waiting", pulse.waiting), seconds=seconds)


def _expense(expense: Expense, now: datetime, since: datetime | None) -> Iterator[Fact]:
    """`since` is when the first message was posted that the ledger holds."""
    tokens, money = expense.today.by_thousand
    spent = [_of(expense), _money(expense.today)]
    if tokens is not None:
        each = say("status.each", tokens=f"{tokens:,}")
        spent.append(f"{each}, {_amount(money)}" if money else each)
    yield Fact(say("status.spent", model=expense.model), "; ".join(spent))
    if words := ", ".join((*_by_rules(expense.backlog), *_from_before(expense, now, since))):
        yield Fact(say("status.by_rules"), words)
    if dropped := sum(expense.backlog.dropped.values()):
        yield Fact(say("status.dropped"), count("count.dropped", dropped))


def _of(expense: Expense) -> str:
    tokens = expense.today.usage.tokens
    if expense.allowed:
        return say("status.tokens_of", tokens=f"{tokens:,}", allowed=f"{expense.allowed:,}")
    return say("status.tokens", tokens=f"{tokens:,}")


def _money(today: Spending) -> str:
    return say("status.price_unknown") if today.money is None else _amount(today.money)


def _amount(money: Decimal) -> str:
    return f"{money:,.4f}".rstrip("0").rstrip(".")


def _by_rules(backlog: Backlog) -> Iterator[str]:
    if backlog.waiting:
        yield count("count.for_model", backlog.waiting)
    if backlog.failed:
        yield count("count.model_failed", backlog.failed)


def _from_before(expense: Expense, now: datetime, since: datetime | None) -> Iterator[str]:
    """What the model was never asked about, as it was there before."""
    if since and expense.back_to is None:
        yield say("status.all_before")
    elif since and expense.back_to and since.date() < expense.back_to.date():
        yield say("status.before", until=day(expense.back_to, now))


def _read(coverage: Coverage, now: datetime) -> str:
    first, last = coverage.read_from, coverage.read_up_to
    if first is None or last is None:
        return say("status.read_none")
    return say("status.read_words", since=day(first, now), until=day(last, now), ago=ago(last, now))
