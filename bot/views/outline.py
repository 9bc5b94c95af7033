"""A view as headings, items and prose: which facts come, and in which order.

Renderers turn this outline into their medium, so that every edge tells the same story.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from bot.views.blocks import (
    BULLET,
    Block,
    Commands,
    Heading,
    Item,
    Items,
    Prose,
    dotted,
)
from bot.views.digest_outline import digest_outline
from bot.views.digest_values import DigestView, SchedulesView
from bot.views.privacy_values import ExportView, PrivacyView
from bot.views.values import (
    ClaimsView,
    ClaimView,
    EntryView,
    Hint,
    ListView,
    NoticeView,
    PostGroup,
    ReplyView,
    StatusView,
    ThreadView,
    View,
    WhyView,
)
from bot.views.wording import say

__all__ = [
    "BULLET",
    "Block",
    "Commands",
    "Heading",
    "Item",
    "Items",
    "Prose",
    "claims_outline",
    "dotted",
    "entry_notes",
    "outline",
    "post_outline",
]


def outline(view: View) -> Iterator[Block]:
    match view:
        case ListView():
            yield from _list(view)
        case WhyView():
            yield from _why(view)
        case ClaimsView():
            yield from _claims(view)
        case ThreadView():
            yield from _thread(view)
        case StatusView() | PrivacyView() | ExportView():
            yield Heading(view.title, level=1)
            yield Items(tuple(Item(fact.label, fact.words) for fact in view.facts))
        case NoticeView():
            yield from _notice(view)
        case DigestView() | SchedulesView():
            yield from digest_outline(view)
        case _:
            assert_never(view)


def entry_notes(entry: EntryView, group: PostGroup | None = None) -> tuple[str, ...]:
    """The lines under a question: what it refers back to; what came of it and whose turn it is."""
    context = say("post.context", context=entry.context) if entry.context else ""
    depends = say("post.depends", number=entry.depends_on) if entry.depends_on else ""
    turn = group.turn_of(entry) if group else entry.turn
    return _said(context, dotted((depends, entry.happened, turn, entry.taken)))


def _said(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _list(view: ListView) -> Iterator[Block]:
    yield Heading(view.title, view.summary, level=1)
    for group in view.groups:
        yield from post_outline(group)
    footer = view.good_news or dotted((view.place, view.coverage))
    for line in (footer, view.unseen, view.alone):
        if line:
            yield Prose(line)
    yield from _commands(view.hints)


def post_outline(group: PostGroup) -> Iterator[Block]:
    """A post with its questions, readable alone."""
    asked = say("post.asked", author=group.author, age=group.age)
    place = group.channel if group.title else ""
    facts = _said(place, group.titled, asked, group.part_count, group.turn, group.alone)
    yield Heading(group.title or group.channel, facts, link=group.link)
    yield _entries(group)


def _entries(group: PostGroup) -> Items:
    return Items(
        tuple(
            Item(f"#{entry.number}", entry.text, entry_notes(entry, group))
            for entry in group.entries
        )
    )


def _why(view: WhyView) -> Iterator[Block]:
    yield Heading(
        f"#{view.entry.number} {view.entry.text}",
        (view.asked, view.kind),
        level=1,
        link=view.entry.link,
    )
    yield Items(tuple(_why_items(view)))
    yield from _commands(view.hints)


def _why_items(view: WhyView) -> Iterator[Item]:
    entry = view.entry
    if entry.context:
        yield Item(say("why.context"), entry.context)
    if entry.depends_on:
        yield Item(say("why.depends"), f"#{entry.depends_on}")
    yield Item(say("why.question"), dotted(view.why_question))
    yield from _labelled(view.state_label, [*_reasons(view.why_state), *_replies(view.counted)])
    yield from _labelled(say("why.not_counted"), list(_replies(view.not_counted)))
    yield from _labelled(say("why.marks"), [Item("", mark) for mark in view.marks])
    yield Item(say("why.turn"), dotted((view.whose_turn, entry.taken)), (view.next_step,))


def _reasons(reasons: Sequence[str]) -> Iterator[Item]:
    if reasons:
        yield Item("", dotted(reasons))


def _replies(replies: Sequence[ReplyView]) -> Iterator[Item]:
    for reply in replies:
        words = say("why.reply", who=reply.author, when=reply.when, quote=reply.quote)
        because = say("why.because", verdict=reply.verdict, cues=", ".join(reply.why))
        yield Item("", words, (because if reply.why else reply.verdict,), reply.link)


def _labelled(label: str, items: Sequence[Item]) -> Iterator[Item]:
    """The items under one label, which only the first of them bears."""
    for place, part in enumerate(items):
        yield Item("" if place else label, part.words, part.notes, part.link)


def _claims(view: ClaimsView) -> Iterator[Block]:
    yield Heading(view.title, view.summary, level=1)
    if view.claims:
        yield claims_outline(view.claims)
    for line in (view.empty or view.place, view.unseen):
        if line:
            yield Prose(line)


def claims_outline(claims: Sequence[ClaimView], *, placed: bool = True) -> Items:
    """Claims, each with its place unless the page has said it."""
    return Items(tuple(_claim(claim, placed) for claim in claims))


def _claim(claim: ClaimView, placed: bool) -> Item:
    key = "claims.by" if placed else "post.asked"
    by = say(key, author=claim.author, channel=claim.channel, age=claim.age)
    facts = dotted((by, claim.certainty, claim.attributed))
    contested = (
        say("claims.contested", who=other.author, when=other.when, quote=other.quote)
        for other in claim.contested
    )
    return Item(BULLET, claim.text, (facts, *contested), claim.link)


def _thread(view: ThreadView) -> Iterator[Block]:
    yield Heading(view.title, view.summary, level=1)
    if view.good_news:
        yield Prose(view.good_news)
    for label, groups in (("missing", view.missing), ("settled", view.settled)):
        yield from _posts(say(f"thread.{label}"), groups)
    if view.rhetorical:
        yield Heading(say("thread.rhetorical"))
        yield Items(tuple(Item(f"#{entry.number}", entry.text) for entry in view.rhetorical))
    if view.claims:
        yield Heading(say("thread.claims"))
        yield claims_outline(view.claims, placed=False)
    for line in filter(None, (view.unseen, view.alone)):
        yield Prose(line)
    yield from _commands(view.hints)


def _posts(label: str, groups: Sequence[PostGroup]) -> Iterator[Block]:
    if groups:
        yield Heading(label)
    for group in groups:
        asked = say("post.asked", author=group.author, age=group.age)
        named = (group.title, group.titled, asked) if group.titled else (asked,)
        heading, *facts = _said(*named, group.part_count, group.turn, group.alone)
        yield Heading(heading, tuple(facts), level=3, link=group.link)
        yield _entries(group)


def _notice(view: NoticeView) -> Iterator[Block]:
    yield Prose(view.sentence)
    if view.remedy:
        yield Prose(view.remedy)
    yield from _commands(view.hints)


def _commands(hints: tuple[Hint, ...]) -> Iterator[Block]:
    if hints:
        yield Commands(hints)
