"""Nothing leaks: not by lists, numbers, names, counts, suggestions, nor by what all are shown."""

from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import discord
import pytest

from bot.errors import NotAllowed
from bot.settings import DiscordSettings
from cogs.audience.viewing import Asked, context_of
from tests.discord.behaviour.world import Talk, World, message, said

TROWEL = "Who hid the golden trowel behind the shed?"


@pytest.fixture
async def shed(talk: Talk) -> Talk:
    """A room that only Mira sees, in which she asked #3."""
    talk.shed = talk.world.guild.create_text_channel("shed")
    await talk.world.posted(talk.shed, talk.mira, TROWEL)
    await talk.world.close(talk.shed)
    await talk.world.open_to(talk.shed, talk.mira)
    return talk


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("questions open", {}),
        ("questions open", {"channel": "shed"}),
        ("questions find", {"text": "trowel"}),
        ("questions show", {"number": "3"}),
        ("questions why", {"number": "3"}),
        ("questions resolve", {"number": "3"}),
        ("questions take", {"number": "3"}),
        ("questions undo", {"number": "3"}),
        ("claims find", {"text": "golden"}),
        ("claims in", {"channel": "shed"}),
        ("thread", {"channel": "shed"}),
        ("status", {}),
    ],
    ids=str,
)
async def test_a_hidden_room_leaves_no_trace(
    shed: Talk, command: str, given: dict[str, str]
) -> None:
    hidden = said(await shed.jon.slash(shed.beds, command, **given))
    unheard_of = {
        name: value.replace("shed", "barn").replace("3", "99") for name, value in given.items()
    }
    nothing = said(await shed.jon.slash(shed.beds, command, **unheard_of))

    assert "trowel" not in hidden
    assert "shed" not in hidden.replace("channel shed in", "")
    assert hidden.replace("shed", "barn").replace("#3", "#99") == nothing


async def test_who_sees_the_room_is_told(shed: Talk) -> None:
    assert "trowel" in said(await shed.mira.slash(shed.beds, "questions open"))
    assert "trowel" in said(await shed.mira.slash(shed.beds, "thread", channel="shed"))


@pytest.mark.parametrize("typed", ["", "3", "trowel", "#3"])
async def test_suggestions_are_of_what_may_be_read(shed: Talk, typed: str) -> None:
    hers = await shed.mira.autocomplete(shed.beds, "questions why", "number", typed)
    his = await shed.jon.autocomplete(shed.beds, "questions why", "number", typed)

    assert any("trowel" in choice["name"] for choice in hers)
    assert not any("trowel" in choice["name"] for choice in his)


async def test_suggested_channels_are_those_that_may_be_read(shed: Talk) -> None:
    hers = await shed.mira.autocomplete(shed.beds, "thread", "channel", "")
    his = await shed.jon.autocomplete(shed.beds, "thread", "channel", "")

    assert [choice["name"] for choice in hers] == ["#beds", "#shed"]
    assert [choice["name"] for choice in his] == ["#beds"]


async def test_what_all_are_shown_is_what_all_may_read(shed: Talk) -> None:
    await shed.mira.slash(shed.beds, "questions open", to_all=True)

    shown = shed.beds.last_message
    assert shown is not None
    text = shown.embeds[0].description or ""
    assert "liming" in text
    assert "trowel" not in text
    assert "1 open" in text


async def test_nobody_speaks_through_the_bot_where_they_may_not_write(shed: Talk) -> None:
    board = shed.world.guild.create_text_channel("board")
    await shed.world.rule(board, send_messages=False)

    refused = await shed.jon.slash(board, "questions open", to_all=True)

    assert said(refused) == "You may not write here, so I show it to nobody else."
    assert board.last_message is None or board.last_message.flags.ephemeral


async def test_a_channel_that_was_deleted_is_gone_at_once(shed: Talk) -> None:
    channel = shed.world.bot.get_channel(shed.beds.id)
    assert isinstance(channel, discord.TextChannel)
    elsewhere = shed.world.guild.create_text_channel("elsewhere")
    await channel.delete()
    await shed.world.env.settle()

    assert "liming" not in said(await shed.jon.slash(elsewhere, "questions open"))


async def test_a_role_that_was_taken_away_counts_no_more(world: World) -> None:
    keepers = world.guild.create_role("keepers")
    beds, shed = (world.guild.create_text_channel(name) for name in ("beds", "shed"))
    jon = world.member("jon", roles=[keepers])
    await world.close(shed)
    await world.open_to(shed, keepers)
    await world.posted(shed, jon, TROWEL)
    assert "trowel" in said(await jon.slash(beds, "questions open"))

    await world.edit(jon, roles=[])

    assert "trowel" not in said(await jon.slash(beds, "questions open"))


async def test_who_left_and_came_back_reads_no_more_than_a_stranger(world: World) -> None:
    keepers = world.guild.create_role("keepers")
    beds, shed = (world.guild.create_text_channel(name) for name in ("beds", "shed"))
    user = world.env.create_user("jon")
    jon = world.guild.add_member(user, roles=[keepers])
    await world.close(shed)
    await world.open_to(shed, keepers)
    await world.posted(shed, jon, TROWEL)
    assert "trowel" in said(await jon.slash(beds, "questions open"))

    world.guild.remove_member(jon)
    back = world.guild.add_member(user)
    await world.env.settle()

    assert "trowel" not in said(await back.slash(beds, "questions open"))
    assert "trowel" not in said(await back.slash(beds, "questions why", number="1"))


async def test_who_is_a_member_of_no_guild_is_told_where_to_ask(world: World) -> None:
    asked = cast("Asked", SimpleNamespace(user=world.bot.user, client=world.bot))

    with pytest.raises(NotAllowed, match="Ask me in one of them"):
        await context_of(asked)


@pytest.mark.parametrize("private", [False, True])
async def test_threads_are_read_by_their_channel_and_private_ones_by_membership(
    talk: Talk, private: bool
) -> None:
    kind = discord.ChannelType.private_thread if private else discord.ChannelType.public_thread
    thread = await talk.world.thread(talk.beds, "compost", kind)
    await talk.world.posted(
        talk.world.thread_channel(thread), talk.mira, "What do you put on your compost?"
    )
    outside = said(await talk.jon.slash(talk.beds, "questions open"))

    await thread.add_user(discord.Object(talk.jon.id))
    inside = said(await talk.jon.slash(talk.beds, "questions open"))

    assert ("compost?" in outside) is not private
    assert "compost?" in inside


async def test_a_thread_that_was_deleted_is_gone_at_once(talk: Talk) -> None:
    kind = discord.ChannelType.public_thread
    thread = await talk.world.thread(talk.beds, "compost", kind)
    question = "What do you put on your compost?"
    await talk.world.posted(talk.world.thread_channel(thread), talk.mira, question)

    await thread.edit(archived=True)
    archived = said(await talk.jon.slash(talk.beds, "questions open"))
    await thread.delete()
    deleted = said(await talk.jon.slash(talk.beds, "questions open"))

    assert question in archived
    assert question not in deleted


@pytest.mark.parametrize(
    ("permissions", "may"), [({"manage_messages": True}, True), ({"manage_nicknames": True}, False)]
)
async def test_who_manages_messages_settles_what_others_ask(
    talk: Talk, permissions: dict[str, bool], may: bool
) -> None:
    role = talk.world.guild.create_role("crew", permissions=discord.Permissions(**permissions))
    tess = talk.world.member("tess", roles=[role])

    answer = said(await tess.slash(talk.beds, "questions dismiss", number="1"))

    assert answer == (
        "#1 is dismissed: nothing to answer."
        if may
        else "#1 is mira's to settle, or a moderator's."
    )


async def test_nobody_settles_while_in_a_time_out(talk: Talk) -> None:
    role = talk.world.guild.create_role(
        "crew", permissions=discord.Permissions(manage_messages=True)
    )
    tess = talk.world.member("tess", roles=[role])
    looked = await tess.slash(talk.beds, "questions why", number="1")
    until = (talk.world.env.now() + timedelta(hours=1)).isoformat()
    await talk.world.edit(tess, communication_disabled_until=until)

    refused = await tess.click(message(looked), label="Dismiss")

    assert said(refused) == "#1 is mira's to settle, or a moderator's."


class TestWithSettlers:
    @pytest.fixture
    def settings(self) -> DiscordSettings:
        return DiscordSettings(settlers=frozenset({"gardeners"}))

    async def test_who_has_the_role_settles_what_others_ask(self, talk: Talk) -> None:
        role = talk.world.guild.create_role("gardeners")
        tess = talk.world.member("tess", roles=[role])

        assert "resolved" in said(await tess.slash(talk.beds, "questions resolve", number="1"))
        assert "mira's to settle" in said(
            await talk.jon.slash(talk.beds, "questions reopen", number="1")
        )
