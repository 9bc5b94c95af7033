"""Tags on posts of forums, where they are switched on."""

from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord

from bot.settings import DiscordSettings
from cogs.answering.tags import PAUSE
from tests.discord.behaviour.world import World, said


class Forum:
    """A forum with both tags, and a post in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mira, self.jon = world.member("mira"), world.member("jon")
        self.handle = world.guild.create_forum_channel("help")
        self.beds = world.guild.create_text_channel("beds")

    async def start(self) -> "Forum":
        forum = self.world.bot.get_channel(self.handle.id)
        assert isinstance(forum, discord.ForumChannel)
        tags = [discord.ForumTag(name=name) for name in ("Answered", "Open", "soil")]
        forum = await forum.edit(available_tags=tags)
        await self.world.env.settle()
        assert forum is not None
        soil = next(tag for tag in forum.available_tags if tag.name == "soil")
        self.made = await forum.create_thread(
            name="Sour soil", content="About the soil.", applied_tags=[soil]
        )
        await self.world.env.settle()
        self.channel = self.world.thread_channel(self.made.thread)
        return self

    @property
    def tags(self) -> set[str]:
        thread = self.world.bot.get_channel(self.made.thread.id)
        assert isinstance(thread, discord.Thread)
        return {tag.name for tag in thread.applied_tags}

    async def look(self) -> None:
        cog: Any = self.world.bot.get_cog("Tags")  # loaded as an extension: a class of its own
        await cog.look()
        await self.world.env.settle()

    async def happens(self) -> None:
        """Something is posted in it, as the gateway tells."""
        handle = next(t for t in self.handle.threads if t.id == self.made.thread.id)
        await self.mira.send(handle, "hm")


@pytest.fixture
def settings() -> DiscordSettings:
    return DiscordSettings(answered_tag="answered", unanswered_tag="open")


@pytest.fixture
async def forum(world: World) -> Forum:
    return await Forum(world).start()


async def test_a_post_is_tagged_a_while_after_something_happened_in_it(forum: Forum) -> None:
    await forum.world.posted(forum.channel, forum.mira, "How deep does lime go?")
    await forum.happens()

    await forum.look()
    assert forum.tags == {"soil"}

    forum.world.clock.now += PAUSE
    await forum.look()
    assert forum.tags == {"soil", "Open"}


async def test_a_verdict_changes_the_tag(forum: Forum) -> None:
    await forum.world.posted(forum.channel, forum.mira, "How deep does lime go?")
    await forum.happens()
    forum.world.clock.now += PAUSE
    await forum.look()

    assert "resolved" in said(await forum.mira.slash(forum.beds, "questions resolve", number="1"))
    forum.world.clock.now += PAUSE
    await forum.look()

    assert forum.tags == {"soil", "Answered"}


async def test_much_that_happens_is_one_change(forum: Forum) -> None:
    await forum.world.posted(forum.channel, forum.mira, "How deep does lime go?")
    for _ in range(3):
        await forum.happens()
    forum.world.clock.now += PAUSE + timedelta(seconds=1)
    for _ in range(3):
        await forum.look()

    assert edits(forum.world.env, forum.made.thread.id) == 1


async def test_a_tag_that_discord_refuses_stops_nothing(forum: Forum) -> None:
    await forum.world.posted(forum.channel, forum.mira, "How deep does lime go?")
    await forum.happens()
    forum.world.env.inject_error("PATCH", "/channels/*", status=403, code=50013)
    forum.world.clock.now += PAUSE

    await forum.look()

    assert forum.tags == {"soil"}


class TestSwitchedOff:
    @pytest.fixture
    def settings(self) -> DiscordSettings:
        return DiscordSettings()

    async def test_no_post_is_touched(self, world: World) -> None:
        assert world.bot.get_cog("Tags") is None


def edits(env: simcord.Env, channel: int) -> int:
    return sum(r.method == "PATCH" and r.path == f"/channels/{channel}" for r in env.http_requests)
