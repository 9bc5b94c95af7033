"""Files that people post are read; archives are imported by those who may."""

import json
from collections.abc import Callable
from pathlib import Path

from bot.model import State
from tests.matrix.conftest import answer, listening, settings_of, until, until_in
from tests.matrix.synapse import Synapse, User

People = Callable[[str], User]
ASKED = "would liming the lower beds in autumn still help?"
TALK = f"[2026-03-01 10:00] Mira: {ASKED}\n[2026-03-01 10:05] Jon: no idea about the lime.\n"


async def test_text_file_is_a_thread_of_the_room_and_goes_with_its_message(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        posted = mira.post(room, "talk.txt", TALK.encode())
        thread = f"{posted}:files"
        await ear.until_state(thread, ASKED, State.OPEN)

        listed = mira.say(room, "!ends open")
        assert ASKED in (await answer(mira, room, listed))["body"]
        mira.redact(room, posted)
        await ear.until_posts(thread)


async def test_file_from_before_is_read_and_one_that_is_too_large_is_not(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment")
    small = mira.post(room, "talk.md", TALK.encode())
    large = mira.post(room, "more.txt", TALK.encode() + b" " * 2048)
    picture = mira.post(room, "talk.png", TALK.encode())
    settings = settings_of(synapse, bot, attachment_kilobytes=1)
    async with listening(tmp_path / "l.db", settings, bot) as ear:
        mira.call("POST", f"/rooms/{room}/invite", {"user_id": bot.id})
        await ear.until_state(f"{small}:files", ASKED, State.OPEN)
        await ear.caught_up()
        for other in (large, picture):
            assert await ear.posts(f"{other}:files") == []


async def test_archive_is_imported_by_those_who_may(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, jon, bot = people("mira"), people("jon"), people("ends")
    settings = settings_of(synapse, bot, attachment_kilobytes=0)
    async with listening(tmp_path / "l.db", settings, bot) as ear:
        room = mira.create("allotment", bot.id, jon.id)
        jon.join(room)
        await until_in(bot, room)
        export = {
            "room_name": "allotment",
            "messages": [
                {
                    "type": "m.room.message",
                    "event_id": "$old",
                    "room_id": room,
                    "sender": jon.id,
                    "origin_server_ts": 1_772_000_000_000,
                    "content": {"msgtype": "m.text", "body": ASKED},
                }
            ],
        }
        archive = jon.post(room, "export.json", json.dumps(export).encode())
        other = jon.post(room, "talk.txt", TALK.encode())

        def to(event: str) -> dict[str, object]:
            return {"m.relates_to": {"m.in_reply_to": {"event_id": event}}}

        refused = jon.say(room, "!ends import", **to(archive))
        assert "power level 100" in (await answer(mira, room, refused))["body"]
        nothing = mira.say(room, "!ends import")
        assert "reply to it" in (await answer(mira, room, nothing))["body"]

        done = mira.say(room, "!ends import", **to(archive))
        assert "1 new messages" in (await answer(mira, room, done))["body"]
        assert (await ear.asked(room)) == {ASKED: State.OPEN}
        done = mira.say(room, "!ends import", **to(other))
        assert "2 new messages" in (await answer(mira, room, done))["body"]

        async def under_it() -> bool:
            channels = await ear.store.channels(None)
            return any(channel.parent == room for channel in channels)

        await until(under_it)
        offered = mira.say(room, "!ends help")
        assert "!ends import" in (await answer(mira, room, offered))["body"]
        hidden = jon.say(room, "!ends help")
        assert "!ends import" not in (await answer(mira, room, hidden))["body"]


async def test_command_of_a_form_is_answered_as_if_typed(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        mira.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)
        for_us = {"m.mentions": {"user_ids": [bot.id]}}
        named = {"command": "find", "arguments": {"text": "liming"}}
        syntax = {"syntax": "ends find {text}", "variables": {"text": "liming"}}
        first = mira.say(room, "find", **for_us, **{"org.matrix.msc4391.command": named})
        second = mira.say(room, "find", **for_us, **{"org.matrix.msc4332.command": syntax})
        for asked in (first, second):
            assert ASKED in (await answer(mira, room, asked))["body"]
