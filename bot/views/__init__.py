"""Stored values -> view values -> plain text, Markdown, HTML, JSON. Pure.

Builders take stored values (`bot.model`) and `now`, an aware datetime: ages are counted from it and
dates are shown in its zone. Renderers take a view and give text.
"""

from bot.views.values import (
    ClaimsView,
    ClaimView,
    EntryView,
    Fact,
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

__all__ = [
    "ClaimView",
    "ClaimsView",
    "EntryView",
    "Fact",
    "Hint",
    "ListView",
    "NoticeKind",
    "NoticeView",
    "PostGroup",
    "ReplyView",
    "StatusView",
    "ThreadView",
    "View",
    "WhyView",
]
