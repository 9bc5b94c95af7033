"""Views as terminal pages. The words come from the views; here is only where they stand."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from rich.console import Group, RenderableType
from rich.text import Text

from bot.cli.screen.digest_pages import digest_parts
from bot.cli.screen.layout import PROGRAM, commands, dotted, ends, indented, labelled, page, words
from bot.model import State
from bot.views import (
    ClaimsView,
    ClaimView,
    DigestView,
    EntryView,
    ExportView,
    ListView,
    NoticeKind,
    NoticeView,
    PostGroup,
    PrivacyView,
    ReplyView,
    SchedulesView,
    StatusView,
    ThreadView,
    View,
    WhyView,
)
from bot.views.wording import say

Parts = Iterator[RenderableType]
_HINTLESS = ClaimsView | StatusView | DigestView | SchedulesView | PrivacyView | ExportView


def render(view: View, program: str | None = PROGRAM) -> RenderableType:
    """The page of a view. `program` is how commands begin that one could type next; None: none."""
    hints = () if program is None or isinstance(view, _HINTLESS) else view.hints
    next_to_type = ["", commands(hints, program or "")] if hints else []
    return page(*_parts(view), *next_to_type)


def _parts(view: View) -> Parts:
    match view:
        case ListView():
            return _list(view)
        case WhyView():
            return _why(view)
        case ClaimsView():
            return _claims(view)
        case ThreadView():
            return _thread(view)
        case StatusView() | PrivacyView() | ExportView():
            return _status(view)
        case NoticeView():
            return _notice(view)
        case DigestView() | SchedulesView():
            return digest_parts(view)
        case _:
            assert_never(view)


def _list(view: ListView) -> Parts:
    yield _headline(view.title, view.summary)
    above = ""
    for group in view.groups:
        yield ""
        yield from _post(group, above)
        above = group.title
    if footer := view.good_news or dotted(view.place, view.coverage).plain:
        yield ""
        yield words(footer, "good" if view.good_news else "aside")
    yield from _asides(view.unseen, view.alone)


def _headline(title: str, facts: Iterable[str]) -> Text:
    return dotted(words(title, "title"), *(Text(fact, style="aside") for fact in facts))


def _post(group: PostGroup, above: str = "") -> Parts:
    """A post with its questions; one that asks a single thing in a room is a single entry.

    `above` is the title that is already there to read: it is not said again.
    """
    title = group.title if group.titled or group.title != above else ""
    place = "" if above and above in {group.title, group.channel} else group.channel
    if _is_single(group):
        corner = dotted(group.author, group.age, place, group.alone).plain
        yield _entries(group, words(corner, "aside"))
        return
    by = words(say("post.asked", author=group.author, age=group.age), "aside")
    facts = (words(fact, "aside") for fact in (group.titled, group.part_count, group.alone))
    about = dotted(by, *facts, _turn(group.turn, group.entries[0]))
    if title:
        yield ends(words(title, "title", group.link), words(place, "aside"))
        yield about
    else:
        yield ends(about, words(place, "aside"))
    yield _entries(group)


def _is_single(group: PostGroup) -> bool:
    return len(group.entries) == 1 and not group.title


def _entries(group: PostGroup, corner: Text | None = None) -> RenderableType:
    return labelled((_number(entry), list(_entry(entry, group, corner))) for entry in group.entries)


def _number(entry: EntryView) -> Text:
    return words(f"#{entry.number}", "number", entry.link)


def _entry(entry: EntryView, group: PostGroup, corner: Text | None) -> Parts:
    yield ends(words(entry.text, "question"), corner or Text())
    if entry.context:
        yield words(say("post.context", context=entry.context), "context")
    turn = entry.turn if corner else group.turn_of(entry)
    yield dotted(_depends(entry), _state(entry), entry.happened, _turn(turn, entry), entry.taken)


def _turn(turn: str, entry: EntryView) -> Text:
    return words(turn, f"turn.{entry.record.entry.standing.waiting_for}")


def _depends(entry: EntryView) -> str:
    return "" if entry.depends_on is None else say("post.depends", number=entry.depends_on)


def _state(entry: EntryView) -> Text:
    """The state, where what happened does not say it by itself."""
    if entry.state not in {State.PARTLY_ANSWERED, State.RESOLVED}:
        return Text()
    return words(entry.state_words, f"state.{entry.state}")


def _why(view: WhyView) -> Parts:
    entry = view.entry
    about: list[RenderableType] = [
        words(entry.text, "question"),
        dotted(words(view.asked, "aside"), words(view.kind, "aside")),
    ]
    if entry.context:
        about.append(words(say("post.context", context=entry.context), "context"))
    if notes := dotted(_depends(entry), entry.taken).plain:
        about.append(Text(notes))
    yield labelled([(_number(entry), about)])
    yield ""
    yield labelled((words(label, "title"), list(parts)) for label, parts in _explained(view))


def _explained(view: WhyView) -> Iterator[tuple[str, Parts]]:
    yield say("why.question"), iter([dotted(*view.why_question)])
    yield view.state_label, _weighed(view.why_state, view.counted)
    if view.not_counted:
        yield say("why.not_counted"), _weighed((), view.not_counted)
    if view.marks:
        yield say("why.marks"), iter(view.marks)
    yield say("why.turn"), iter([dotted(view.whose_turn), words(view.next_step, "aside")])


def _weighed(reasons: tuple[str, ...], replies: Iterable[ReplyView]) -> Parts:
    if reasons:
        yield dotted(*reasons)
    for reply in replies:
        yield words(say("why.reply", who=reply.author, when=reply.when, quote=reply.quote))
        because = say("why.because", verdict=reply.verdict, cues=", ".join(reply.why))
        yield indented(words(because if reply.why else reply.verdict, "aside"))


def _claims(view: ClaimsView) -> Parts:
    yield _headline(view.title, view.summary)
    if view.claims:
        yield ""
        yield from _claim_list(view.claims)
    if view.empty or view.place:
        yield ""
        yield words(view.empty or view.place, "aside")
    yield from _asides(view.unseen)


def _asides(*lines: str) -> Parts:
    for line in filter(None, lines):
        yield ""
        yield words(line, "aside")


def _claim_list(claims: Iterable[ClaimView]) -> Parts:
    yield labelled((Text("•", style="number"), [Group(*_claim(claim))]) for claim in claims)


def _claim(claim: ClaimView) -> Parts:
    by = say("claims.by", author=claim.author, channel=claim.channel, age=claim.age)
    yield words(claim.text, link=claim.link)
    yield words(dotted(by, claim.certainty, claim.attributed).plain, "aside")
    for other in claim.contested:
        contested = say("claims.contested", who=other.author, when=other.when, quote=other.quote)
        yield words(contested, "contest")


def _thread(view: ThreadView) -> Parts:
    yield _headline(view.title, view.summary)
    if view.good_news:
        yield ""
        yield words(view.good_news, "good")
    for label, groups in (("missing", view.missing), ("settled", view.settled)):
        if groups:
            yield from _section(say(f"thread.{label}"))
        for place, group in enumerate(groups):
            if place and not _is_single(group):
                yield ""
            yield from _post(group, view.title)
    if view.rhetorical:
        yield from _section(say("thread.rhetorical"))
        yield labelled((_number(entry), [words(entry.text)]) for entry in view.rhetorical)
    if view.claims:
        yield from _section(say("thread.claims"))
        yield from _claim_list(view.claims)
    yield from _asides(view.unseen, view.alone)


def _section(label: str) -> Parts:
    yield ""
    yield words(label, "title")


def _status(view: StatusView | PrivacyView | ExportView) -> Parts:
    yield words(view.title, "title")
    yield labelled((words(fact.label, "aside"), [words(fact.words)]) for fact in view.facts)


def _notice(view: NoticeView) -> Parts:
    failed = view.kind is NoticeKind.FAILED
    yield words(view.sentence, "bad" if failed else "good")
    if view.remedy:
        yield words(view.remedy)
