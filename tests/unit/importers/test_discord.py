import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.importers import Format, Tally
from bot.model import Channel, ChannelKind, Platform, Posted
from tests.unit.importers.sources import fault, messages, options, posts

MIRA = {"id": "501", "name": "mira_m", "nickname": "Mira", "isBot": False, "roles": []}
JON = {"id": "502", "name": "jon", "isBot": False}


def post(id: str = "901", content: str = "which lens for Mars?", **more: object) -> dict[str, Any]:
    fields = {"type": "Default", "timestamp": "2026-05-13T22:10:00.1234567+02:00", "author": MIRA}
    return {"id": id, "content": content, **fields, **more}


def export(*found: object, guild: str = "101", **channel: object) -> str:
    room = {"id": "201", "type": "GuildTextChat", "categoryId": "200", "name": "lenses", **channel}
    return json.dumps(
        {"guild": {"id": guild, "name": "Sky"}, "channel": room, "messages": found}, indent=2
    )


def only(found: object, *, type: str = "GuildTextChat") -> Posted:
    [posted] = posts(export(found, type=type))
    return posted


def test_discord_message_keeps_its_keys_person_time_and_link() -> None:
    message = only(post(mentions=[JON], timestampEdited="2026-05-13T22:12:00+02:00")).message

    assert (message.ref.channel.platform, message.ref.channel.community) == (
        Platform.DISCORD,
        "101",
    )
    assert (message.ref.channel.channel, message.id) == ("201", "901")
    assert (message.author.id, message.author.name, message.author.is_bot) == ("501", "Mira", False)
    assert message.at == datetime(2026, 5, 13, 20, 10, 0, 123456, tzinfo=UTC)
    assert message.edited_at == datetime(2026, 5, 13, 20, 12, tzinfo=UTC)
    assert message.mentions == ("502",)
    assert message.link == "https://discord.com/channels/101/201/901"


def test_discord_direct_message_links_to_its_own_place() -> None:
    [message] = messages(export(post(), guild="0"))

    assert message.link == "https://discord.com/channels/@me/201/901"


def test_discord_channel_is_a_room_of_its_guild() -> None:
    channel = only(post()).channel

    assert channel == Channel(channel.ref, "lenses", ChannelKind.ROOM, None, "Sky")


@pytest.mark.parametrize("kind", ["GuildPublicThread", "GuildPrivateThread", "GuildNewsThread"])
def test_discord_thread_hangs_under_the_channel_that_stands_as_its_category(kind: str) -> None:
    channel = only(post(), type=kind).channel

    assert (channel.kind, channel.parent) == (ChannelKind.THREAD, "200")


def test_discord_channel_goes_under_the_names_that_were_said() -> None:
    given = options(channel="optics", community="club")
    [posted] = posts(export(post()), given=given)

    assert (posted.channel.name, posted.channel.ref.channel) == ("optics", "201")
    assert posted.channel.ref.community == "club"


def test_discord_bot_is_known_as_one() -> None:
    assert only(post(author={**JON, "isBot": True})).message.author.is_bot


def test_discord_reply_names_its_parent() -> None:
    reference = {"messageId": "900", "channelId": "201", "guildId": "101"}

    assert only(post(type="Reply", reference=reference)).message.reply_to == "900"


@pytest.mark.parametrize(
    ("kind", "reference"),
    [
        ("Reply", {"messageId": "900", "channelId": "999"}),
        ("Reply", {"messageId": None, "channelId": "201"}),
        ("Reply", None),
        ("Default", {"messageId": "900", "channelId": "201", "type": "Forward"}),
        ("ChannelPinnedMessage", {"messageId": "900", "channelId": "201"}),
    ],
)
def test_discord_reference_is_no_reply_where_nobody_replied(kind: str, reference: object) -> None:
    assert only(post(type=kind, reference=reference)).message.reply_to is None


@pytest.mark.parametrize(
    ("kind", "system"),
    [
        ("Default", False),
        ("Reply", False),
        ("20", False),
        ("ChannelPinnedMessage", True),
        ("GuildMemberJoin", True),
        ("46", True),
    ],
)
def test_discord_line_of_the_platform_is_told_from_talk(kind: str, system: bool) -> None:
    assert only(post(type=kind)).message.system is system


def test_discord_starter_of_a_thread_is_passed_over() -> None:
    tally = Tally()
    found = messages(export(post(type="21", content=""), post("902")), tally=tally)

    assert [message.id for message in found] == ["902"]
    assert tally.passed_over == {"thread-starter": 1}


def test_discord_reactions_are_those_whose_people_are_named() -> None:
    named = {"emoji": {"id": "", "name": "✅"}, "count": 2, "users": [MIRA, JON]}
    counted = {"emoji": {"id": "", "name": "🔭"}, "count": 4}
    message = only(post(reactions=[named, counted])).message

    assert [(r.emoji, r.by) for r in message.reactions] == [("✅", "501"), ("✅", "502")]


def test_discord_forwarded_words_are_a_quote() -> None:
    forwarded = {"content": "is Mars up?\nand Venus?", "timestamp": "2026-05-01T00:00:00Z"}

    assert only(post(content="", forwardedMessage=forwarded)).message.text == (
        "> is Mars up?\n> and Venus?"
    )
    assert only(post(content="look", forwardedMessage=forwarded)).message.text == (
        "> is Mars up?\n> and Venus?\nlook"
    )


def test_discord_attachment_is_not_what_somebody_wrote() -> None:
    message = only(post(content="", attachments=[{"id": "1", "fileName": "mars.png"}])).message

    assert message.text == ""


def test_discord_export_may_hold_no_messages() -> None:
    assert posts(export()) == []


def test_discord_bad_message_is_named_by_line_and_field() -> None:
    broken = export(post(), post("902", author={"id": 7, "name": "x"}), post("903"))
    error = fault(broken)

    assert error.line == broken[: broken.index('"902"')].count("\n")
    assert '"author.id"' in error.problem


def test_discord_export_goes_on_after_a_bad_message_when_a_tally_bears_it() -> None:
    tally = Tally(tolerance=100)
    found = messages(export(post("901"), {"id": "902"}, post("903")), tally=tally)

    assert [message.id for message in found] == ["901", "903"]
    assert tally.bad == 1


def test_discord_export_that_is_cut_short_gives_what_is_complete() -> None:
    whole = export(post("901"), post("902"), post("903"))
    tally = Tally(tolerance=100)

    error = fault(whole[: whole.index('"903"') + 20])
    with pytest.raises(type(error), match="cut short"):
        messages(whole[: whole.index('"903"') + 20], tally=tally)

    assert tally.good == 2


def test_discord_needs_guild_and_channel() -> None:
    error = fault('{"guild": {"id": "1"}, "messages": []}', Format.DISCORD)

    assert "DiscordChatExporter" in error.problem
    assert '"channel"' in error.problem
