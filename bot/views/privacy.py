"""What is kept of a person: what they are told, and all of it as documents of their own."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.model import Belongings, Channel, Mark, Message, MessageRef, Reaction, Silence, Wish
from bot.views.lines import Json, record_line
from bot.views.moments import day, moment
from bot.views.privacy_values import ExportView, Fact, PrivacyView
from bot.views.text import clean, name, shown
from bot.views.values import Hint, NoticeKind, NoticeView
from bot.views.wording import count, say

_TOLD: Final = ("read", "kept", "shown", "long", "leave")
"""What the notice says, in its order; then come the verbs."""
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What could make a terminal do something, or turn the order of letters around."""


def introduction(prefix: str) -> str:
    """What newcomers are told: what is read and kept, and how to leave. `prefix` stands before what
    one types.
    """
    verbs = ("notice", *Wish)
    return say("privacy.hello", **{verb: f"{prefix}privacy {verb}" for verb in verbs})


def privacy_view(held: Belongings | None, *, now: datetime) -> PrivacyView:
    """What is read and kept of people at all, what of this one (None: others read it too), and what
    they can do about it.
    """
    told = [Fact(say(f"privacy.{key}_label"), say(f"privacy.{key}")) for key in _TOLD]
    own = [Fact(say("privacy.yours_label"), _held(held, now))] if held else []
    verbs = [Fact(f"privacy {verb}", say(f"privacy.{verb}")) for verb in ("export", *Wish)]
    return PrivacyView(say("privacy.title"), (*told, *own, *verbs))


def export_view(held: Belongings, *, now: datetime) -> ExportView:
    """All that is kept of a person."""
    who = ", ".join(map(name, held.names)) or name(held.person.id)
    return ExportView(
        title=say("privacy.export_title", who=who),
        facts=(Fact(say("privacy.yours_label"), _held(held, now)),),
        belongings=held,
        json=as_json(held),
        markdown=as_markdown(held, who, now=now),
    )


def unsure_notice(held: Belongings | None, *named: str, now: datetime) -> NoticeView:
    """What would go, and how to say that one is sure; `named` are the words that say for whom."""
    return NoticeView(
        NoticeKind.FAILED,
        say("privacy.unsure", held=_held(held, now)),
        say("privacy.sure"),
        (Hint(say("hint.sure"), ("privacy", "forget", "yes", *named)),),
    )


def heeded_notice(wish: Wish, *, before: Belongings, now: datetime, in_private: bool) -> NoticeView:
    """A wish was heard and followed. How much there was is told in private alone."""
    changed = wish is Wish.FORGET or (wish is Wish.OPT_OUT) is not before.is_out
    key = f"privacy.{wish}_done" if changed else f"privacy.{wish}_already"
    is_told = wish is Wish.OPT_OUT and (before.posts or not in_private)
    rest = say("privacy.optout_rest") if is_told else ""
    return NoticeView(
        NoticeKind.DONE, say(key, held=_held(before if in_private else None, now)), rest
    )


def as_json(held: Belongings) -> str:
    """Everything, exact, for a program."""
    text = json.dumps(export_line(held), ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace").decode() + "\n"


def export_line(held: Belongings) -> Json:
    """The same as one value."""
    return {
        "platform": held.person.platform,
        "id": held.person.id,
        "community": held.person.community,
        "names": list(held.names),
        "opted_out": held.is_out,
        "not_kept": [_silence(silence) for silence in held.silences],
        "messages": [_post(channel, message) for channel, message in held.posts],
        "questions": [record_line(record) for record in held.questions],
        "reactions": [_reaction(ref, reaction) for ref, reaction in held.reactions],
        "marks": [_mark(mark) for mark in held.marks],
    }


def as_markdown(held: Belongings, who: str, *, now: datetime) -> str:
    """The same for a reader: what they wrote as they wrote it, each text in a fence of its own."""
    return "\n".join(_document(held, who, now)) + "\n"


def _document(held: Belongings, who: str, now: datetime) -> Iterator[str]:
    yield f"# {say('privacy.export_title', who=clean(who))}"
    yield _held(held, now)
    above = ""
    for channel, message in held.posts:
        place = say("list.apart", channel=name(channel.name), community=_home(channel))
        if place != above:
            yield from ("", f"## {place}")
            above = place
        text = _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", message.text)
        fence = _fence(text)
        yield from ("", moment(message.at, now), fence, text, fence)
    if held.questions:
        yield from ("", f"## {say('privacy.questions')}")
    for record in held.questions:
        asked = shown(record.entry.question.span.of(record.message.text))
        yield f"- #{record.number} {asked} ({say(f'state.{record.entry.standing.state}')})"


def _fence(text: str) -> str:
    """Longer than any that stands in the text (CommonMark 0.31, fenced code blocks)."""
    fence = "```"
    while fence in text:
        fence += "`"
    return fence


def _home(channel: Channel) -> str:
    return name(channel.community_name or channel.ref.community)


def _held(held: Belongings | None, now: datetime) -> str:
    """How much there is, in one line."""
    if held is None:
        return say("privacy.hidden")
    counted = (
        ("messages", len(held.posts)),
        ("questions", len(held.questions)),
        ("reactions", len(held.reactions)),
        ("marks", len(held.marks)),
    )
    said = ", ".join(count(f"count.{key}", number) for key, number in counted if number)
    since = next((s.since for s in held.silences if s.until is None), None)
    out = say("privacy.out", since=day(since, now)) if since else ""
    return "; ".join(part for part in (said or say("privacy.nothing"), out) if part)


def _silence(silence: Silence) -> Json:
    return {"since": _iso(silence.since), "until": _iso(silence.until)}


def _post(channel: Channel, message: Message) -> Json:
    return {
        **_place(message.ref),
        "channel_name": channel.name,
        "community_name": channel.community_name,
        "name": message.author.name,
        "at": _iso(message.at),
        "edited_at": _iso(message.edited_at),
        "text": message.text,
        "reply_to": message.reply_to,
        "mentions": list(message.mentions),
        "link": message.link,
    }


def _reaction(ref: MessageRef, reaction: Reaction) -> Json:
    return {**_place(ref), "emoji": reaction.emoji, "at": _iso(reaction.at)}


def _mark(mark: Mark) -> Json:
    return {
        **_place(mark.message),
        "kind": mark.kind,
        "at": _iso(mark.at),
        "until": _iso(mark.until),
        "undone_at": _iso(mark.undone_at),
    }


def _place(ref: MessageRef) -> Json:
    return {
        "community": ref.channel.community,
        "channel": ref.channel.channel,
        "message": ref.message,
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
