"""Text files that people attach to what they post -> the talk in them, as a thread of its own.

What the files of a message hold hangs under the channel of the message, and goes when it does.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import Final

from bot.importers import TOLERANCE, ReadOptions, Tally, read
from bot.importers.page import text_of_page
from bot.model import Author, Channel, ChannelId, ChannelRef, Message, MessageRef, Posted

MOST: Final = 2_000
"""Messages of one file: what is longer is an archive, and wants to be imported."""
_ENDINGS: Final = (".txt", ".md", ".html", ".json")
_UNKNOWN: Final = "unknown"
"""Whom a file's text is by where it does not say: then it is by whoever posted the file."""


def is_text(name: str) -> bool:
    """Whether a file of this name is read."""
    return name.lower().endswith(_ENDINGS)


def files_of(message: MessageRef) -> ChannelRef:
    """The thread of what stands in the files of a message."""
    return replace(message.channel, channel=ChannelId(f"{message.message}:files"))


def talk_in(content: bytes, name: str, dated: datetime) -> list[Message]:
    """The first messages in a file that was posted then. Raises BadInput."""
    if name.lower().endswith(".html"):
        content = text_of_page(content.decode("utf-8", "replace")).encode("utf-8", "replace")
    options = ReadOptions(dated=dated, name=name)
    readings = read(BytesIO(content), options, tally=Tally(tolerance=TOLERANCE))
    posts = (reading.arrival for reading in readings if isinstance(reading.arrival, Posted))
    return [post.message for post in islice(posts, MOST)]


def posted_in(
    thread: Channel, talk: list[Message], poster: Author, link: str | None
) -> Iterator[Posted]:
    """The talk of a file in the thread of files; `link` leads to the message that they are on."""
    for said in talk:
        author = poster if said.author.name == _UNKNOWN else said.author
        there = MessageRef(thread.ref, said.ref.message)
        yield Posted(thread, replace(said, ref=there, author=author, link=link))
