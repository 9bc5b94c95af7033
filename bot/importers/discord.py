"""JSON of DiscordChatExporter (github.com/Tyrrrz/DiscordChatExporter, JsonMessageWriter.cs)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from pydantic import ValidationError

from bot.importers.document import Document
from bot.importers.reading import Reading
from bot.importers.shapes import Moment, Shape, complaint
from bot.importers.source import Source
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Reaction,
)

TALK: Final = frozenset({"Default", "Reply", "0", "19", "20", "23"})
"""Types that people (or commands, 20 and 23) speak in; all others are Discord's own lines."""
THREAD_STARTER: Final = "21"
"""An empty copy of the post in the parent channel that the thread hangs on; its text is there."""
_DIRECT: Final = "0"


class Guild(Shape):
    """The guild; direct messages have id 0."""

    id: str
    name: str = ""


class Room(Shape):
    """The channel or thread. For a thread, `categoryId` is its parent channel."""

    id: str
    name: str
    type: str = ""
    categoryId: str | None = None  # noqa: N815  (the exporter's name)


class Heading(Shape):
    """What stands before the messages."""

    guild: Guild
    channel: Room


class User(Shape):
    """A person or a bot."""

    id: str
    name: str
    nickname: str | None = None
    isBot: bool = False  # noqa: N815  (the exporter's name)


class Emoji(Shape):
    """A Unicode emoji bears itself as its name."""

    name: str


class ReactionGroup(Shape):
    """An emoji and who put it; older exports only count them."""

    emoji: Emoji
    users: Sequence[User] = ()


class Reference(Shape):
    """What a reply or a forwarded post points at."""

    messageId: str | None = None  # noqa: N815  (the exporter's name)
    channelId: str | None = None  # noqa: N815  (the exporter's name)


class Forwarded(Shape):
    """Somebody's words, passed on."""

    content: str = ""


class Post(Shape):
    """A message."""

    id: str
    type: str
    timestamp: Moment
    timestampEdited: Moment | None = None  # noqa: N815  (the exporter's name)
    content: str
    author: User
    reactions: Sequence[ReactionGroup] = ()
    mentions: Sequence[User] = ()
    reference: Reference | None = None
    forwardedMessage: Forwarded | None = None  # noqa: N815  (the exporter's name)


def read_discord(source: Source) -> Iterator[Reading]:
    """A reading per message, in the order of the export."""
    document = Document(source)
    heading = _heading(document, source)
    channel = _channel(heading, source)
    guild = "@me" if heading.guild.id == _DIRECT else heading.guild.id
    link = f"https://discord.com/channels/{guild}/{heading.channel.id}"
    for record in document.records():
        try:
            post = Post.model_validate(record.fields)
        except ValidationError as error:
            source.tally.set_aside(
                source.error(complaint(error), line=record.line, remedy="It was left out.")
            )
            continue
        if post.type == THREAD_STARTER:
            source.tally.pass_over("thread-starter")
        else:
            yield Reading(Posted(channel, _message(post, channel, link)), source.position)


def _heading(document: Document, source: Source) -> Heading:
    try:
        return Heading.model_validate(document.heading)
    except ValidationError as error:
        raise source.error(
            f"is no export of DiscordChatExporter: {complaint(error)}",
            remedy='Its JSON has "guild" and "channel" before "messages".',
        ) from None


def _channel(heading: Heading, source: Source) -> Channel:
    room, options = heading.channel, source.options
    is_thread = room.type.endswith("Thread")
    home = options.home(Platform.DISCORD, heading.guild.id)
    return Channel(
        ChannelRef(*home, ChannelId(room.id)),
        name=options.channel or room.name,
        kind=ChannelKind.THREAD if is_thread else ChannelKind.ROOM,
        parent=ChannelId(room.categoryId) if is_thread and room.categoryId else None,
        community_name=options.community or heading.guild.name,
    )


def _message(post: Post, channel: Channel, link: str) -> Message:
    author = post.author
    return Message(
        ref=MessageRef(channel.ref, MessageId(post.id)),
        author=Author(AuthorId(author.id), author.nickname or author.name, author.isBot),
        at=_utc(post.timestamp),
        text=_text(post),
        reply_to=_reply_to(post, channel),
        mentions=tuple(AuthorId(user.id) for user in post.mentions),
        reactions=tuple(
            Reaction(group.emoji.name, AuthorId(user.id))
            for group in post.reactions
            for user in group.users
        ),
        system=post.type not in TALK,
        edited_at=post.timestampEdited and _utc(post.timestampEdited),
        link=f"{link}/{post.id}",
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _text(post: Post) -> str:
    """What the author wrote. A forwarded post is somebody else's: it is given as a quote.

    Attachments and embeds are not words, and are left out.
    """
    if post.forwardedMessage is None:
        return post.content
    quoted = "\n".join(f"> {line}" for line in post.forwardedMessage.content.split("\n"))
    return f"{quoted}\n{post.content}" if post.content else quoted


def _reply_to(post: Post, channel: Channel) -> MessageId | None:
    """The message that was answered by the reply button; not one of another channel, nor one
    that was forwarded, pinned or started a thread.
    """
    reference = post.reference
    if reference is None or reference.messageId is None or post.type not in {"Reply", "19"}:
        return None
    here = reference.channelId in {None, channel.ref.channel}
    return MessageId(reference.messageId) if here else None
