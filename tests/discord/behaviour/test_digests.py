"""Digests in the channels of a guild: posted once, to whom may read them, and mended."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import discord
import pytest
import simcord

from bot.clock import Clock as Reads
from bot.digests.composing import Composer
from bot.digests.runner import LEASE, Digests
from bot.digests.schedule import Schedule
from bot.errors import ConfigurationError, StoreError
from bot.model import ChannelId, Outcome, Platform
from bot.ports import DigestLog
from bot.settings import DiscordSettings
from bot.store.store import Store
from cogs.digests.outbox import DiscordOutbox
from cogs.digests.postable import check
from cogs.house import House
from tests.discord.behaviour.world import Clock, Talk, buttons, message, opened, said

WEEKLY = "weekly"


@pytest.fixture
async def house(tmp_path: Path, settings: DiscordSettings) -> AsyncGenerator[tuple[House, Clock]]:
    async with opened(tmp_path, settings) as (house, clock):
        log = house.ledger.digests if isinstance(house.ledger, Store) else None
        assert log is not None
        yield replace(house, digests=digests(house, log, clock)), clock


def digests(house: House, log: DigestLog, clock: Reads, *schedules: Schedule) -> Digests:
    return Digests(schedules, Composer(house.ledger, log), clock, "a")


class Board:
    """A channel where digests are posted every Monday, and whoever posts them."""

    def __init__(self, talk: Talk, where: simcord.ChannelHandle, **asked: object) -> None:
        self.talk, self.world, self.where = talk, talk.world, where
        plain = Schedule(WEEKLY, Platform.DISCORD, ChannelId(str(where.id)))
        self.schedule = replace(plain, **asked)
        known = talk.world.house.digests
        assert known is not None
        self.digests = replace(known, schedules=(self.schedule,))
        self.outbox = DiscordOutbox(talk.world.bot)

    async def look(self) -> None:
        await self.digests.look(self.outbox)
        await self.world.env.settle()

    async def wait(self, **passed: float) -> None:
        self.world.later(**passed)
        await self.look()

    @property
    def posted(self) -> list[discord.Message]:
        return self.where.history()

    async def outcome(self) -> Outcome:
        return (await self.digests.composer.log.runs(WEEKLY))[0].outcome


@pytest.fixture
async def board(talk: Talk) -> Board:
    """Monday half past six in the evening; the next digest is due in a week, at nine."""
    made = Board(talk, talk.world.guild.create_text_channel("loose-ends"))
    await made.look()
    return made


async def test_a_digest_lists_what_is_open_with_a_picture_and_buttons(board: Board) -> None:
    await board.wait(days=6, hours=15)

    [shown] = board.posted
    words = shown.embeds[0].description or ""
    assert "would liming in autumn still help before the frost?" in words.lower()
    assert "#beds" in words
    assert shown.attachments[0].description
    assert list(buttons(shown)) == [
        "I'm on it",
        "Resolve",
        "Snooze",
        "Dismiss",
        "Why?",
        "choice",
        "All that is open",
    ]
    assert not shown.mentions
    assert await board.outcome() is Outcome.POSTED
    [sent] = [
        r.json for r in board.world.env.http_requests if r.path.endswith("/messages") and r.json
    ]
    assert sent["enforce_nonce"]
    assert 1 <= len(sent["nonce"]) <= 25


async def test_nothing_new_is_no_reason_to_post(board: Board) -> None:
    await board.wait(days=6, hours=15)
    await board.wait(days=7)

    assert len(board.posted) == 1
    assert await board.outcome() is Outcome.SILENT


async def test_it_is_posted_once_by_two_who_look_at_the_same_time(board: Board) -> None:
    other = replace(board.digests, me="b")
    board.world.later(days=6, hours=15)

    await board.look()
    await other.look(board.outbox)

    assert len(board.posted) == 1


async def test_what_was_posted_and_not_noted_is_found_again(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "cogs.digests.outbox._EARLIER", timedelta(days=365)
    )  # the simulator's clock
    board.world.later(days=6, hours=15)
    log = Forgetful(board.digests.composer.log)
    crashing = replace(board.digests, composer=replace(board.digests.composer, log=log))
    await crashing.look(board.outbox)
    assert len(board.posted) == 1
    assert await board.outcome() is Outcome.CLAIMED

    await board.wait(seconds=LEASE.total_seconds() + 1)

    assert len(board.posted) == 1
    assert await board.outcome() is Outcome.POSTED


async def test_what_not_all_at_the_destination_may_read_is_not_in_it(board: Board) -> None:
    staff = board.world.guild.create_text_channel("staff")
    await board.world.posted(staff, board.talk.mira, "Who takes the keys from Gerda?")
    await board.world.close(staff)

    await board.wait(days=6, hours=15)

    [shown] = board.posted
    words = shown.embeds[0].description or ""
    assert "Gerda" not in words
    assert "staff" not in words
    assert "liming" in words


async def test_what_is_dismissed_is_taken_out_again(board: Board) -> None:
    await board.wait(days=6, hours=15)
    [shown] = board.posted
    clicked = await board.talk.mira.click(shown, label="Dismiss")
    assert "dismissed" in said(clicked)

    await board.look()

    [mended] = board.posted
    assert "liming" not in (mended.embeds[0].description or "")
    assert "Nothing of it is left" in (mended.embeds[0].description or "")
    assert mended.attachments
    assert list(buttons(mended)) == ["All that is open"]


async def test_buttons_work_after_a_restart(board: Board) -> None:
    await board.world.posted(board.talk.beds, board.talk.dov, "Why is the shed door stuck?")
    await board.wait(days=6, hours=15)
    await board.world.restart()
    [shown] = board.posted

    asked = await board.talk.jon.click(shown, label="I'm on it")
    done = await board.talk.jon.select(message(asked), ["1"], custom_id="dgc:take")
    every = await board.talk.jon.click(shown, label="All that is open")

    assert "#1 is yours" in said(done)
    assert "shed door" in said(every)


async def test_a_role_is_rung_for_where_the_settings_say_so(talk: Talk) -> None:
    helpers = talk.world.guild.create_role("helpers")
    where = talk.world.guild.create_text_channel("loose-ends")
    board = Board(talk, where, mention=(str(helpers.id),))
    await board.look()

    await board.wait(days=6, hours=15)

    assert board.posted[0].content == f"<@&{helpers.id}>"


async def test_the_admins_are_told_once_of_a_long_silence(talk: Talk) -> None:
    where, admins = (talk.world.guild.create_text_channel(name) for name in ("ends", "admins"))
    silence = timedelta(days=10)
    board = Board(talk, where, silence=silence, admins=ChannelId(str(admins.id)))
    await board.look()
    await board.wait(days=6, hours=15)

    for _ in range(2):
        await board.wait(days=7)
        await board.look()
        await board.look()

    assert len(board.posted) == 1
    [note] = admins.history()
    assert "No digest was posted in #ends for 14 days" in (note.embeds[0].description or "")


async def test_a_channel_without_the_rights_is_refused_with_the_remedy(talk: Talk) -> None:
    where = talk.world.guild.create_text_channel("loose-ends")
    board = Board(talk, where)
    await check(talk.world.bot, board.schedule)
    await talk.world.rule(where, embed_links=False, send_messages=False)

    with pytest.raises(ConfigurationError, match="I lack Embed Links, Attach Files, Send Messages"):
        await check(talk.world.bot, board.schedule)
    with pytest.raises(ConfigurationError, match="I do not see a channel 77"):
        await check(talk.world.bot, replace(board.schedule, to=ChannelId("77")))


async def test_a_digest_that_lost_its_channel_waits_and_is_given_up(board: Board) -> None:
    await board.world.rule(board.where, send_messages=False)

    await board.wait(days=6, hours=15)
    await board.wait(hours=1)

    assert board.posted == []
    assert await board.outcome() is Outcome.BEGUN


class Forgetful:
    """A log that crashes after a message was posted, before that is noted; once."""

    def __init__(self, log: DigestLog) -> None:
        self._log = log

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    async def posted(self, *_what: object) -> None:
        raise StoreError("The disk is full.")


async def test_commands_tell_of_the_digests_where_one_may_read_them(board: Board) -> None:
    talk, world = board.talk, board.world
    world.bot.house = replace(world.house, digests=board.digests)
    may = discord.Permissions(manage_messages=True)
    keeper = world.member("kim", roles=[world.guild.create_role("mod", permissions=may)])

    world.later(minutes=1)
    status = await talk.jon.slash(talk.beds, "digest status")
    preview = await talk.jon.slash(talk.beds, "digest preview", digest="weekly")
    refused = await talk.jon.slash(talk.beds, "digest now")
    wished = await keeper.slash(talk.beds, "digest now")
    await board.look()

    assert "**weekly** next: <t:" in said(status)
    assert "liming" in said(preview)
    assert "a moderator's to say" in said(refused)
    assert "will be posted within a minute" in said(wished)
    assert len(board.posted) == 1
    await world.close(board.where)
    assert "No digest is set up" in said(await talk.jon.slash(talk.beds, "digest status"))


async def test_a_thread_gets_digests_too_and_a_private_one_is_nobodys_to_know(talk: Talk) -> None:
    thread = await talk.world.thread(talk.beds, "loose ends", discord.ChannelType.public_thread)
    closed = await talk.world.thread(talk.beds, "staff", discord.ChannelType.private_thread)
    schedules = [
        Schedule(each.name, Platform.DISCORD, ChannelId(str(each.id))) for each in (thread, closed)
    ]
    known = talk.world.house.digests
    assert known is not None
    digests = replace(known, schedules=tuple(schedules))
    talk.world.bot.house = replace(talk.world.house, digests=digests)
    outbox = DiscordOutbox(talk.world.bot)

    await digests.look(outbox)
    talk.world.later(days=6, hours=15)
    await digests.look(outbox)
    status = await talk.jon.slash(talk.beds, "digest status")

    [run, *_] = await digests.composer.log.runs("loose ends")
    assert run.outcome is Outcome.POSTED
    assert "**loose ends**" in said(status)
    assert "staff" not in said(status)


async def test_what_discord_cannot_take_now_is_tried_again(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.world.later(days=6, hours=15)
    with monkeypatch.context() as away:
        away.setattr(discord.TextChannel, "send", unreachable)
        await board.look()
    assert await board.outcome() is Outcome.CLAIMED

    await board.wait(seconds=LEASE.total_seconds() + 1)

    assert len(board.posted) == 1


async def unreachable(*_given: object, **_named: object) -> None:
    raise OSError
