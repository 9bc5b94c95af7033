"""Stored values -> view values -> plain text, Markdown, HTML, JSON. Pure.

Builders take stored values (`bot.model`) and `now`, an aware datetime: ages are counted from it and
dates are shown in its zone. Renderers take a view and give text.
"""

from bot.views.claims import claims_view
from bot.views.digest import About, alt_words, digest_view, pages
from bot.views.digest_status import schedule_view, schedules_view, silence_notice, wished_notice
from bot.views.digest_values import DigestView, SchedulesView, ScheduleView
from bot.views.notices import (
    archive_notice,
    broken_notice,
    failed_notice,
    marked_notice,
    stopped_notice,
    undone_notice,
    untracked_notice,
)
from bot.views.privacy import (
    export_view,
    heeded_notice,
    introduction,
    privacy_view,
    unsure_notice,
)
from bot.views.privacy_values import ExportView, Fact, PrivacyView
from bot.views.questions import list_view
from bot.views.status import status_view
from bot.views.thread import thread_view
from bot.views.values import (
    ClaimsView,
    ClaimView,
    Contest,
    EntryView,
    Hint,
    ListView,
    NoticeKind,
    NoticeView,
    PostGroup,
    ReplyView,
    StatusView,
    ThreadView,
    View,
    WhyView,
)
from bot.views.why import why_view

__all__ = [
    "About",
    "ClaimView",
    "ClaimsView",
    "Contest",
    "DigestView",
    "EntryView",
    "ExportView",
    "Fact",
    "Hint",
    "ListView",
    "NoticeKind",
    "NoticeView",
    "PostGroup",
    "PrivacyView",
    "ReplyView",
    "ScheduleView",
    "SchedulesView",
    "StatusView",
    "ThreadView",
    "View",
    "WhyView",
    "alt_words",
    "archive_notice",
    "broken_notice",
    "claims_view",
    "digest_view",
    "export_view",
    "failed_notice",
    "heeded_notice",
    "introduction",
    "list_view",
    "marked_notice",
    "pages",
    "privacy_view",
    "schedule_view",
    "schedules_view",
    "silence_notice",
    "status_view",
    "stopped_notice",
    "thread_view",
    "undone_notice",
    "unsure_notice",
    "untracked_notice",
    "why_view",
    "wished_notice",
]
