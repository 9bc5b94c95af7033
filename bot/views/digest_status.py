"""When digests come and what became of them; what is said to those who keep the bot."""

from collections.abc import Sequence
from datetime import datetime

from bot.model import Coverage, Outcome, Run
from bot.views.digest_values import SchedulesView, ScheduleView
from bot.views.moments import moment
from bot.views.questions import read_words
from bot.views.text import name
from bot.views.values import NoticeKind, NoticeView
from bot.views.wording import count, say


def schedules_view(schedules: Sequence[ScheduleView]) -> SchedulesView:
    nothing = "" if schedules else say("digest.none")
    return SchedulesView(say("digest.status"), tuple(schedules), nothing)


def schedule_view(
    called: str, upcoming: datetime | None, zone: str, runs: Sequence[Run], now: datetime
) -> ScheduleView:
    """A schedule; `runs` are its latest occurrences, those due last first."""
    done = [run for run in runs if run.outcome is not Outcome.BEGUN]
    last = done[0] if done else None
    return ScheduleView(
        name=name(called),
        words=(
            say("digest.due", at=moment(upcoming, now), zone=zone).rstrip()
            if upcoming
            else say("digest.never"),
            _run(last, now) if last else say("digest.no_run"),
        ),
        upcoming=upcoming,
        last=last.occurrence.due if last else None,
        outcome=last.outcome if last else "",
    )


def _run(run: Run, now: datetime) -> str:
    outcome = say(f"outcome.{run.outcome}")
    if run.outcome is Outcome.POSTED:
        outcome = f"{outcome}, {count('count.questions', run.listed)}"
    return say("digest.run", at=moment(run.occurrence.due, now), outcome=outcome)


def wished_notice(called: str) -> NoticeView:
    return NoticeView(NoticeKind.DONE, say("digest.wished", name=name(called)))


def silence_notice(place: str, days: int, coverage: Coverage | None, now: datetime) -> NoticeView:
    """For those who keep the bot: there has been nothing to post for so many days."""
    said = say("digest.silent_note", place=name(place), days=days, read=read_words(coverage, now))
    return NoticeView(NoticeKind.DONE, said.strip(), say("digest.silent_remedy"))
