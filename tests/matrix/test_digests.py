"""Digests in the rooms of a real homeserver: posted once, with a picture, and mended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.digests.composing import Composer
from bot.digests.runner import LEASE, Digests
from bot.digests.schedule import Schedule
from bot.errors import ConfigurationError, StoreError
from bot.model import ChannelId, Outcome, Platform, State
from bot.ports import DigestLog
from bot.views import silence_notice
from matrix.digests import Poster
from matrix.homeserver import Homeserver
from matrix.rooms.known import Rooms
from matrix.wire import Wire
from tests.matrix.conftest import Ear, listening, settings_of, until_in
from tests.matrix.synapse import Synapse, User
from tests.unit.matrix.drawer import Drawer

ASKED = "would liming the lower beds in autumn still help before the frost?"
BEGIN = datetime.now(UTC)  # noqa: TID251  (the homeserver's clock cannot be set)

People = Callable[[str], User]


class Forgetful:
    """Crashes after a message was posted, before that is noted."""

    def __init__(self, log: DigestLog) -> None:
        self._log = log

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def posted(self, *_what: object) -> None:
        raise StoreError("The disk is full.")


def said_by(bot: User, room: str) -> list[dict[str, Any]]:
    """What the bot said there, oldest first; what was taken back is an empty object."""
    return [
        event["content"]
        for event in reversed(bot.heard(room))
        if event["sender"] == bot.id and event["type"] == "m.room.message"
    ]


async def test_a_digest_is_posted_once_and_forgets_what_is_deleted(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with (
        listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear,
        Wire(synapse.url, bot.token) as wire,
    ):
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        asked = mira.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)
        homeserver = Homeserver(wire)
        poster = Poster(ear.house, homeserver, Rooms(homeserver, Drawer()), bot.id)
        digests, now = weekly(ear, room)
        await digests.look(poster)

        now[0] = next_monday(BEGIN + timedelta(days=8))
        log = Forgetful(digests.composer.log)
        await replace(digests, composer=replace(digests.composer, log=log)).look(poster)
        now[0] += LEASE + timedelta(seconds=1)
        await digests.look(poster)

        picture, digest = said_by(bot, room)[-2:]
        assert picture["msgtype"] == "m.image"
        assert "Answered: 0, open: 1" in picture["body"]
        assert ASKED in digest["body"]
        assert digest["m.mentions"] == {}
        assert sum(ASKED in str(said) for said in said_by(bot, room)) == 1
        assert (await digests.composer.log.runs("weekly"))[0].outcome is Outcome.POSTED

        mira.redact(room, asked)
        await ear.until_posts(room)
        await digests.look(poster)

        assert all(ASKED not in str(said) for said in said_by(bot, room))
        assert "Nothing of it is left" in said_by(bot, room)[-1]["body"]


async def test_a_digest_rings_for_whom_it_is_told_and_is_edited_where_one_is_dismissed(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with (
        listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear,
        Wire(synapse.url, bot.token) as wire,
    ):
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        asked = mira.say(room, ASKED)
        mira.say(room, "where do the seed potatoes go this year?")
        await ear.until_state(room, "where do the seed potatoes go this year?", State.OPEN)
        homeserver = Homeserver(wire)
        poster = Poster(ear.house, homeserver, Rooms(homeserver, Drawer()), bot.id)
        digests, now = weekly(ear, room, mention=(mira.id, "@room"), picture=False, cap=1)
        await digests.look(poster)
        now[0] = next_monday(BEGIN + timedelta(days=8))
        await digests.look(poster)
        digest = said_by(bot, room)[-1]
        assert digest["m.mentions"] == {"user_ids": [mira.id], "room": True}
        assert digest["msgtype"] == "m.text"  # a notice would ring nobody
        assert "and 1 more that is open" in digest["body"]
        assert "!ends open" in digest["body"]

        mira.react(room, asked, "❌")
        await ear.until_state(room, ASKED, State.DISMISSED)
        await digests.look(poster)

        edit = said_by(bot, room)[-1]
        assert edit["m.relates_to"]["rel_type"] == "m.replace"
        assert ASKED not in str(edit)
        assert edit["m.new_content"]["m.mentions"] == {}
        for _ in range(2):
            await poster.tell(ChannelId(room), silence_notice("here", 14, None, BEGIN), "once")
        assert sum("for 14 days" in str(said) for said in said_by(bot, room)) == 1


async def test_a_room_where_we_are_not_is_refused_with_the_remedy(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment")
    async with (
        listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear,
        Wire(synapse.url, bot.token) as wire,
    ):
        homeserver = Homeserver(wire)
        poster = Poster(ear.house, homeserver, Rooms(homeserver, Drawer()), bot.id)

        with pytest.raises(ConfigurationError, match="Invite me there"):
            await poster.check(weekly(ear, room)[0].schedules[0])


def weekly(ear: Ear, room: str, **asked: Any) -> tuple[Digests, list[datetime]]:
    """Digests every Monday at nine, and their clock."""
    plain = Schedule("weekly", Platform.MATRIX, ChannelId(room), minimum_age=timedelta())
    schedule = replace(plain, **asked)
    now = [BEGIN]
    composer = Composer(ear.store, ear.store.digests)
    return Digests((schedule,), composer, lambda: now[0], "a"), now


def next_monday(now: datetime) -> datetime:
    """A little after nine on the next Monday: when cron says so."""
    monday = now + timedelta(days=(7 - now.weekday()) % 7)
    at = monday.replace(hour=9, minute=1)
    return at if at >= now else at + timedelta(days=7)
