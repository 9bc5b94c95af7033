"""A view as JSON lines: the same facts, exact."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import assert_never

from bot.views.digest_values import DigestView, SchedulesView, ScheduleView
from bot.views.lines import Json, claim_line, record_line
from bot.views.privacy import export_line
from bot.views.privacy_values import ExportView, PrivacyView
from bot.views.values import (
    ClaimsView,
    ListView,
    NoticeView,
    PostGroup,
    ReplyView,
    StatusView,
    ThreadView,
    View,
    WhyView,
)

_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


def json_lines(view: View) -> Iterator[str]:
    """One JSON object a line, without its newline: a line a question or claim of a list, a single
    line of any other view. What is unseen or has no UTF-8 stands in it as an escape.
    """
    match view:
        case ListView():
            yield from map(dump, _questions(view.groups))
        case ClaimsView():
            yield from (dump(claim_line(claim.record)) for claim in view.claims)
        case WhyView():
            yield dump(_why(view))
        case ThreadView():
            yield dump(_thread(view))
        case StatusView() | PrivacyView() | ExportView():
            yield dump(_facts(view))
        case NoticeView():
            yield dump({"kind": view.kind, "sentence": view.sentence, "remedy": view.remedy})
        case DigestView() | SchedulesView():
            yield from map(dump, _digest(view))
        case _:
            assert_never(view)


def dump(line: Json) -> str:
    """The line as JSON, safe to print: ASCII where a character is unseen, itself elsewhere."""
    text = json.dumps(line, ensure_ascii=False, default=_plain)
    return _UNSEEN.sub(lambda found: json.dumps(found.group())[1:-1], text)


def _plain(value: object) -> object:
    """Moments by ISO 8601, stretches of time in seconds, money as it was reckoned."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else str(value)


def _questions(groups: tuple[PostGroup, ...]) -> Iterator[Json]:
    for group in groups:
        yield from (record_line(entry.record) for entry in group.entries)


def _why(view: WhyView) -> Json:
    return {
        **record_line(view.entry.record),
        "why": {
            "question": view.why_question,
            "state": view.why_state,
            "counted": [_reply(reply) for reply in view.counted],
            "not_counted": [_reply(reply) for reply in view.not_counted],
            "marks": view.marks,
            "next": view.next_step,
        },
    }


def _reply(reply: ReplyView) -> Json:
    return {
        "author": reply.author,
        "at": reply.at.isoformat(),
        "quote": reply.quote,
        "verdict": reply.verdict,
        "why": reply.why,
    }


def _thread(view: ThreadView) -> Json:
    return {
        "channel": view.title,
        "missing": list(_questions(view.missing)),
        "settled": list(_questions(view.settled)),
        "rhetorical": [record_line(entry.record) for entry in view.rhetorical],
        "claims": [claim_line(claim.record) for claim in view.claims],
    }


def _digest(view: DigestView | SchedulesView) -> Iterator[Json]:
    if isinstance(view, SchedulesView):
        yield from map(_schedule, view.schedules)
        return
    for section in view.sections:
        for entry in section.entries:
            yield {"section": entry.section, **record_line(entry.record)}


def _schedule(view: ScheduleView) -> Json:
    return {
        "digest": view.name,
        "next": view.upcoming and view.upcoming.isoformat(),
        "last": view.last and view.last.isoformat(),
        "outcome": view.outcome,
    }


def _facts(view: StatusView | PrivacyView | ExportView) -> Json:
    if isinstance(view, StatusView):
        return _status(view)
    if isinstance(view, ExportView):
        return export_line(view.belongings)
    return {fact.label: fact.words for fact in view.facts}


def _status(view: StatusView) -> Json:
    condition = asdict(view.condition) if view.condition else {}
    return {**asdict(view.coverage), **condition}
