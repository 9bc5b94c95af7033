"""Titles for long posts that have none: which posts, and what of a model's word may be one.

A title is in the post's own words, so that it can say nothing that its writer did not speak of, and
nobody else can have it say something. It is plain text, and neither calls nor links to anything.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.llm.sending.excerpts import is_readable
from bot.llm.sending.prompt import Sheet
from bot.model import GENUINE, Act, Channel, ChannelKind, Message, MessageRef, Question
from bot.words import content_stems, language_of

TITLE: Final = "title"
"""The kind of the items that are titles."""
MOST_WORDS: Final = 8
LONGEST: Final = 60
"""Characters of a title."""
SEVERAL: Final = 3
"""Wanted questions from which on a post is long, however few its words are."""
LONG: Final = 600
"""Characters from which on a post is long that asks anything at all."""
_MARKS: Final = frozenset(" '’-–,.?!:;&()+%")
_RUN_ON: Final = re.compile(r"[.:](?=[^\W\d])")
"""Where a name of the web, or of an emoji, goes on."""


def wants_title(channel: Channel | None, message: Message, acts: Sequence[Act]) -> bool:
    """Whether a post, from which so much was read, is long and stands in a room: a thread has a
    title of its own.
    """
    is_room = channel is not None and channel.kind is not ChannelKind.THREAD
    asked = sum(isinstance(act, Question) and act.genuine >= GENUINE for act in acts)
    is_long = asked >= SEVERAL or (asked > 0 and len(message.text) >= LONG)
    return is_room and is_long and is_readable(message) and not message.author.is_bot


def titled(
    items: Iterable[Mapping[str, Any]], sheet: Sheet
) -> tuple[Mapping[MessageRef, str], Counter[str]]:
    """The titles among the items that may be shown, and why the others were dropped."""
    titles: dict[MessageRef, str] = {}
    dropped = Counter[str]()
    for item in items:
        if item.get("kind") != TITLE:
            continue
        post = _untitled(item, sheet)
        title = str(item.get("quote") or "").strip()
        if post is None:
            dropped["title-not-asked-for"] += 1
        elif post.ref in titles:
            dropped["said-twice"] += 1
        elif fault := _fault(title, post.text):
            dropped[fault] += 1
        else:
            titles[post.ref] = title
    return titles, dropped


def _untitled(item: Mapping[str, Any], sheet: Sheet) -> Message | None:
    """The message that a title is for, where one was asked for."""
    number = item.get("id")
    numbered = sheet.messages.get(number) if isinstance(number, int) else None
    return numbered.message if numbered and numbered.is_untitled else None


def _fault(title: str, text: str) -> str:
    """Why it may be no title of a text; "" where it may. The text is the one that was written, so
    that a pseudonym in a title is as foreign to it as any other word.
    """
    if len(title) > LONGEST or len(title.split()) > MOST_WORDS:
        return "title-too-long"
    if not _is_plain(title):
        return "title-not-plain"
    language = language_of(text)
    words = set(content_stems(title, language))
    return "" if words and words <= set(content_stems(text, language)) else "title-not-found"


def _is_plain(title: str) -> bool:
    """Letters, digits and the marks of a sentence, in one line: no markup, mention or link."""
    return title[:1].isalnum() and all(map(_is_told, title)) and not _RUN_ON.search(title)


def _is_told(character: str) -> bool:
    is_sign = unicodedata.category(character).startswith("M")
    return is_sign or character.isalnum() or character in _MARKS
