"""What happens in the rooms of a real homeserver is in the ledger, and answered."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.model import State
from matrix.answering.describing import DESCRIPTION, descriptions
from tests.matrix.conftest import answer, answers, listening, settings_of, until, until_in
from tests.matrix.synapse import Synapse, User

ASKED = "would liming the lower beds in autumn still help before the frost?"

People = Callable[[str], User]


@pytest.mark.parametrize("version", ["10", "11", "12"])
async def test_question_is_answered_edited_taken_back_and_settled(
    synapse: Synapse, people: People, tmp_path: Path, version: str
) -> None:
    mira, jon, bot = people("mira"), people("jon"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id, jon.id, version=version)
        jon.join(room)
        await until_in(bot, room)
        asked = mira.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)

        listed = mira.say(room, "!ends open")
        shown = await answer(jon, room, listed)
        assert ASKED in shown["body"]
        assert shown["msgtype"] == "m.notice"
        assert shown["m.mentions"] == {}
        assert "<li>" in shown["formatted_body"]
        assert shown["m.relates_to"]["event_id"] == listed

        mira.edit(room, asked, "would it help to lime the beds now?")
        await ear.until_state(room, "would it help to lime the beds now?", State.OPEN)
        jon.edit(room, asked, "this is no question of hers")
        mark = mira.react(room, asked, "✅")
        await ear.until_state(room, "would it help to lime the beds now?", State.RESOLVED)
        mira.redact(room, mark)
        await ear.until_state(room, "would it help to lime the beds now?", State.OPEN)
        mira.redact(room, asked)
        await ear.until_posts(room)
        assert await ear.asked(room) == {}


async def test_history_is_read_once_invited_and_old_commands_are_not_answered(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    room = mira.create("allotment")
    texts = [f"bed {n} is dug over" for n in range(60)]
    for text in texts:
        mira.say(room, text)
    old = mira.say(room, "!ends status")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        mira.call("POST", f"/rooms/{room}/invite", {"user_id": bot.id})
        await ear.until_posts(room, *texts)
        await ear.caught_up()
        new = mira.say(room, "!ends status")
        await answer(mira, room, new)

    assert await answers(mira, room, old) == []


async def test_strangers_invitation_is_declined(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, boss, bot = people("mira"), people("boss"), people("ends")
    admin = boss.create("admins", bot.id)
    bot.join(admin)
    settings = settings_of(synapse, bot, inviters=boss.id, admin_room=admin)
    async with listening(tmp_path / "l.db", settings, bot):
        room = mira.create("den", bot.id)

        async def told() -> bool:
            return any(mira.id in e["content"]["body"] for e in boss.heard(admin))

        await until(told)
        assert room not in bot.rooms()


async def test_answers_stand_in_the_thread_where_they_were_asked(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot):
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        root = mira.say(room, "about the pump")
        about = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}
        listed = mira.say(room, "!ends open", **{"m.relates_to": about})

        shown = await answer(mira, room, listed)

        assert shown["m.relates_to"]["rel_type"] == "m.thread"
        assert shown["m.relates_to"]["event_id"] == root


async def test_mention_is_a_command_and_bad_words_are_answered_with_a_remedy(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        helped = mira.say(room, f"{bot.id}: help")
        wrong = mira.say(room, "!ends opne")
        missing = mira.say(room, "!ends why 7")
        notice = mira.send(room, "m.room.message", {"msgtype": "m.notice", "body": "!ends open"})

        assert "!ends why" in (await answer(mira, room, helped))["body"]
        assert "!ends help" in (await answer(mira, room, wrong))["body"]
        assert "no question #7" in (await answer(mira, room, missing))["body"]
        await ear.until_posts(room, "!ends open")
        assert await answers(mira, room, notice) == []


async def test_who_may_settle_follows_power_levels(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, jon, tess, bot = people("mira"), people("jon"), people("tess"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id, jon.id, tess.id, version="12")
        jon.join(room)
        tess.join(room)
        await until_in(bot, room)
        jon.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)
        [record] = await ear.questions(room)
        refused = tess.say(room, f"!ends resolve {record.number}")
        assert "to settle" in (await answer(tess, room, refused))["body"]

        done = mira.say(room, f"!ends resolve {record.number}")
        shown = await answer(mira, room, done)
        assert f"#{record.number} is resolved" in shown["body"]
        # Our own reply is about that one question: a reaction to it is about it too.
        [reply] = [e for e in mira.heard(room) if e["content"] == shown]
        tess.react(room, reply["event_id"], "❌")
        mira.react(room, reply["event_id"], "❌")
        await ear.until_state(room, ASKED, State.DISMISSED)
        [record] = await ear.questions(room)
        assert {mark.by for mark in record.marks} == {mira.id}


async def test_nothing_of_a_room_is_shown_where_others_could_read_it(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, jon, bot = people("mira"), people("jon"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        secret = mira.create("secret", bot.id)
        shared = mira.create("allotment", bot.id, jon.id)
        jon.join(shared)
        await until_in(bot, secret)
        await until_in(bot, shared)
        mira.say(secret, ASKED)
        await ear.until_state(secret, ASKED, State.OPEN)

        there = mira.say(shared, "!ends open")
        body = (await answer(mira, shared, there))["body"]
        assert "liming" not in body
        assert "secret" not in body
        here = mira.say(secret, "!ends open")
        assert ASKED in (await answer(mira, secret, here))["body"]

        mira.set(secret, "m.room.history_visibility", {"history_visibility": "joined"})
        hidden = mira.say(secret, "!ends open")
        assert "newcomers" in (await answer(mira, secret, hidden))["body"]


async def test_room_that_it_is_taken_out_of_is_forgotten_and_read_again_once_invited(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        mira.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)
        mira.call("POST", f"/rooms/{room}/kick", {"user_id": bot.id})
        await ear.until_posts(room)
        mira.call("POST", f"/rooms/{room}/invite", {"user_id": bot.id})
        await ear.until_state(room, ASKED, State.OPEN)


async def test_room_that_moves_is_followed(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id, version="11", preset="public_chat")
        await until_in(bot, room)
        moved = mira.call("POST", f"/rooms/{room}/upgrade", {"new_version": "12"})
        new = moved["replacement_room"]
        await until_in(bot, new)
        mira.say(new, ASKED)
        await ear.until_state(new, ASKED, State.OPEN)


async def test_sealed_room_is_said_to_be_unread(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        mira.set(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})

        async def noted() -> bool:
            spots = (await ear.store.missing()).blind_spots
            return any(spot.channel == room for spot in spots)

        await until(noted)


async def test_room_that_moves_behind_a_closed_door_is_reported(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, boss, bot = people("mira"), people("boss"), people("ends")
    admin = boss.create("admins", bot.id)
    bot.join(admin)
    settings = settings_of(synapse, bot, admin_room=admin)
    async with listening(tmp_path / "l.db", settings, bot):
        room = mira.create("den", bot.id, version="11")
        await until_in(bot, room)
        moved = mira.call("POST", f"/rooms/{room}/upgrade", {"new_version": "12"})

        async def told() -> bool:
            said = [event["content"]["body"] for event in boss.heard(admin)]
            return any(moved["replacement_room"] in each for each in said)

        await until(told)


async def test_space_is_entered_in_silence_and_a_room_of_it_by_invitation(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        space = mira.create("garden", bot.id, creation_content={"type": "m.space"})
        await until_in(bot, space)
        allow = [{"type": "m.room_membership", "room_id": space}]
        rules = {"join_rule": "restricted", "allow": allow}
        rule = {"type": "m.room.join_rules", "state_key": "", "content": rules}
        room = mira.create("allotment", bot.id, initial_state=[rule])
        await until_in(bot, room)
        mira.say(room, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)

        async def greeted() -> bool:
            return any(event["sender"] == bot.id for event in mira.heard(room))

        await until(greeted)
        assert mira.heard(space) == []


async def test_poll_is_read_as_text(synapse: Synapse, people: People, tmp_path: Path) -> None:
    mira, bot = people("mira"), people("ends")
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        room = mira.create("allotment", bot.id)
        await until_in(bot, room)
        question = "When do we lime the beds?"
        answers = [{"id": n, "org.matrix.msc1767.text": n} for n in ("March", "October")]
        poll = {"question": {"body": question}, "answers": answers, "kind": "m.disclosed"}
        mira.send(room, "org.matrix.msc3381.poll.start", {"org.matrix.msc3381.poll.start": poll})

        await ear.until_posts(room, f"{question}\n- March\n- October")
        await ear.until_state(room, question, State.OPEN)


async def test_commands_are_described_where_the_bot_may_and_taken_from_a_form(
    synapse: Synapse, people: People, tmp_path: Path
) -> None:
    mira, bot = people("mira"), people("ends")
    wanted = descriptions("!ends", bot.id)
    async with listening(tmp_path / "l.db", settings_of(synapse, bot), bot) as ear:
        levels = {"users": {mira.id: 100, bot.id: 50}}
        room = mira.create("allotment", bot.id, version="11", power_level_content_override=levels)
        shut = mira.create("shed", bot.id)
        for each in (room, shut):
            await until_in(bot, each)
        mira.say(room, ASKED)
        mira.say(shut, ASKED)
        await ear.until_state(room, ASKED, State.OPEN)
        await ear.until_state(shut, ASKED, State.OPEN)

        async def are_described() -> bool:
            return described(mira, room) == wanted

        await until(are_described)
        [key] = [key for key, form in wanted.items() if form["command"] == "ends find"]
        form = {"command": wanted[key]["command"], "arguments": {"text": "lower beds"}}
        to_bot = {"m.mentions": {"user_ids": [bot.id]}, "org.matrix.msc4391.command": form}
        asked = mira.say(room, "/ends find lower beds", **to_bot)
        assert ASKED in (await answer(mira, room, asked))["body"]
        assert described(mira, shut) == {}


def described(person: User, room: str) -> dict[str, Any]:
    """The commands that the state of a room describes."""
    state = person.call("GET", f"/rooms/{room}/state")
    return {e["state_key"]: e["content"] for e in state if e["type"] == DESCRIPTION}
