"""The questions of a digest -> what it shows; a digest -> the messages that hold it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.model import (
    Counts,
    Coverage,
    MarkKind,
    Past,
    Record,
    Role,
    Section,
)
from bot.views.digest_values import DigestView, ListedView, SectionView
from bot.views.happened import asker, happened, pledge, seen_replies, turn, who
from bot.views.missing import unseen_note
from bot.views.moments import age, ago, moment
from bot.views.questions import channel_name, context_words, thread_title
from bot.views.text import name, quote, web_link
from bot.views.wording import count, say

_ANSWERING = frozenset({Role.ANSWER, Role.PARTIAL, Role.POINTER})
_THANKED = 5
_DOT = " · "


@dataclass(frozen=True, slots=True)
class About:
    """What a digest says beside its questions.

    `listed` counts those of each section in the whole digest. `asked` tells how often each question
    was asked, where that was more than once. `upcoming` is when the next one comes, `zone` how
    its time zone is called.
    """

    now: datetime
    place: str = ""
    listed: Mapping[Section, int] = field(default_factory=dict[Section, int])
    more: int = 0
    past: Mapping[int, Past] = field(default_factory=dict[int, Past])
    asked: Mapping[int, int] = field(default_factory=dict[int, int])
    coverage: Coverage | None = None
    upcoming: datetime | None = None
    zone: str = ""
    counts: Counts | None = None


def digest_view(
    sections: Sequence[tuple[Section, Sequence[Record]]],
    about: About,
    *,
    is_first: bool = True,
    is_last: bool = True,
) -> DigestView:
    """What a digest shows, or one message of it."""
    shown = tuple(_section(section, records, about) for section, records in sections if records)
    return DigestView(
        title=_title(about) if is_first else "",
        summary=_summary(about) if is_first else (),
        sections=shown,
        nothing="" if shown else say("digest.nothing"),
        more=count("digest.more", about.more) if is_last and about.more else "",
        footer=_footer(about) if is_last else "",
        counts=about.counts if is_first else None,
        alt=alt_words(about.counts) if is_first and about.counts else "",
    )


def pages(view: DigestView, holds: Callable[[DigestView], bool]) -> tuple[DigestView, ...]:
    """The view in pieces, each of which one message can hold; split between questions.

    A question that no message holds alone has a message of its own, and is clipped there.
    """
    found: list[DigestView] = []
    standing: list[tuple[SectionView, ListedView]] = []
    for section, entry in _entries(view):
        if standing and not holds(_page(view, [*standing, (section, entry)])):
            found.append(_page(view, standing))
            standing = []
        standing.append((section, entry))
    found.append(_page(view, standing))
    last = len(found) - 1
    return tuple(
        replace(
            page,
            title=view.title if place == 0 else "",
            summary=view.summary if place == 0 else (),
            more=view.more if place == last else "",
            footer=view.footer if place == last else "",
        )
        for place, page in enumerate(found)
    )


def alt_words(counts: Counts) -> str:
    """What the picture shows, for those who do not see it."""
    still_open = sum(open_ones for open_ones, _ in counts.weeks)
    answered = sum(answered for _, answered in counts.weeks)
    asked = (
        say(
            "digest.alt",
            weeks=len(counts.weeks),
            asked=still_open + answered,
            answered=answered,
            open=still_open,
        )
        if still_open + answered
        else say("digest.alt_none", weeks=len(counts.weeks))
    )
    steps = (say(f"digest.age_{place}") for place in range(len(counts.ages)))
    ages = ", ".join(
        say("digest.aged", n=n, age=step) for n, step in zip(counts.ages, steps, strict=True) if n
    )
    return f"{asked} {say('digest.ages', ages=ages)}" if ages else asked


def _entries(view: DigestView) -> Iterator[tuple[SectionView, ListedView]]:
    for section in view.sections:
        for entry in section.entries:
            yield section, entry


def _page(view: DigestView, listed: Sequence[tuple[SectionView, ListedView]]) -> DigestView:
    sections: list[SectionView] = []
    for section, entry in listed:
        if sections and sections[-1].title == section.title:
            sections[-1] = replace(sections[-1], entries=(*sections[-1].entries, entry))
        else:
            sections.append(replace(section, entries=(entry,)))
    return replace(view, sections=tuple(sections))


def _title(about: About) -> str:
    return say("digest.title_in", place=name(about.place)) if about.place else say("digest.title")


def _summary(about: About) -> tuple[str, ...]:
    return tuple(
        count(f"digest.count_{section}", about.listed[section])
        for section in Section
        if about.listed.get(section)
    )


def _footer(about: About) -> str:
    parts = (
        unseen_note(about.coverage.missing if about.coverage else None, about.now),
        say("digest.next", at=moment(about.upcoming, about.now), zone=about.zone).rstrip()
        if about.upcoming
        else "",
    )
    return _DOT.join(part for part in parts if part)


def _section(section: Section, records: Sequence[Record], about: About) -> SectionView:
    return SectionView(
        title=say(f"digest.{section}"),
        facts=tuple(fact for fact in (_fact(section, records, about),) if fact),
        entries=tuple(_listed(section, record, about) for record in records),
    )


def _fact(section: Section, records: Sequence[Record], about: About) -> str:
    if section is Section.ANSWERED:
        return _thanks(records)
    if section is Section.STILL_OPEN:
        oldest = min(record.message.at for record in records)
        return say("digest.oldest", age=age(oldest, about.now))
    return ""


def _thanks(records: Sequence[Record]) -> str:
    """Who answered, those first who answered most."""
    answered = Counter(helper for record in records for helper in sorted(_helpers(record)))
    if not answered:
        return ""
    named = [
        say("digest.times", who=helper, n=times) if times > 1 else helper
        for helper, times in answered.most_common(_THANKED)
    ]
    return say("digest.thanks", who=", ".join(named))


def _helpers(record: Record) -> set[str]:
    """Those whose replies bring an answer: the one that was marked, where one was."""
    marked = {m.answer for m in record.marks if m.kind is MarkKind.RESOLVED and m.answer}
    replies = list(seen_replies(record))
    settled = [message for reply, message in replies if reply.message in marked]
    best = [
        message
        for reply, message in replies
        if reply.role in _ANSWERING and message.author.id != record.message.author.id
    ]
    return {name(message.author.name) for message in settled or best}


def _listed(section: Section, record: Record, about: About) -> ListedView:
    question = record.entry.question
    context = context_words(record)
    return ListedView(
        number=record.number,
        section=section,
        text=quote(question.span.of(record.message.text)),
        channel=thread_title(record.channel) or channel_name(record.channel),
        notes=tuple(
            note
            for note in (
                say("post.context", context=context) if context else "",
                _DOT.join(part for part in _facts(section, record, about) if part),
            )
            if note
        ),
        link=web_link(record.message.link),
        record=record,
    )


def _facts(section: Section, record: Record, about: About) -> Iterator[str]:
    yield say("post.asked", author=asker(record), age=ago(record.message.at, about.now))
    yield happened(record)
    if section is Section.ANSWERED:
        return
    asked, past = about.asked.get(record.number, 1), about.past.get(record.number)
    yield turn(record)
    yield pledge(record, about.now)
    if asked > 1:
        yield count("digest.asked", asked)
    if past is not None:
        yield count("digest.listed", past.times)
    if section is Section.BACK:
        yield _rested(record)


def _rested(record: Record) -> str:
    rests = [mark for mark in record.marks if mark.kind is MarkKind.SNOOZED]
    return say("digest.rested", by=who(record, rests[-1].by)) if rests else ""
