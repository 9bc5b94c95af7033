"""What happens in a guild stands in the ledger."""

import asyncio
from dataclasses import replace

import pytest

from bot.model import ChannelKind, Platform, QuestionQuery, State
from tests.discord.double.world import FORUM, NEWS, PRIVATE_THREAD, Person
from tests.discord.wire.conftest import SOON, Town


async def test_question_and_its_reply_stand_in_the_ledger(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        asked = await town.stage.post(beds, town.ada, "How deep should I sow the carrots?")
        await town.stage.post(beds, town.ben, "One centimetre is enough.", reply_to=asked)
        await ear.until(2)

        page = await ear.store.questions(QuestionQuery(states=frozenset(State)))

    [record] = page.records
    assert record.message.author.name == "Ada"
    assert record.message.link == (
        f"https://discord.com/channels/{town.stage.guild.id}/{beds.id}/{asked.id}"
    )
    assert record.channel.name == "beds"
    assert record.channel.community_name == "Allotment"
    assert [reply.message for reply in record.entry.standing.replies]


async def test_edit_and_deletion_are_followed(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        first = await town.stage.post(beds, town.ada, "Who waters on Sunday?")
        second = await town.stage.post(beds, town.ben, "Where is the hose?")
        await town.stage.edit(first, "Who waters on Monday?")
        await town.stage.delete(second)
        await ear.until(5)  # a deletion is one of the post and one of what hung on it

        assert await ear.asked() == ["Who waters on Monday?"]


async def test_preview_of_a_link_is_no_edit(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        post = await town.stage.post(beds, town.ada, "See https://example.org/soil")
        await town.stage.show_preview(post)
        await town.stage.post(beds, town.ben, "Thanks")
        await ear.until(2)

        assert ear.count("arrivals_total") == 2
        assert [message.edited_at for message in await ear.posts(beds.id)] == [None, None]


async def test_bulk_deletion_takes_every_post(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        posts = [await town.stage.post(beds, town.ada, f"Is bed {n} free?") for n in range(5)]
        await town.stage.delete_all(posts[1:])
        await ear.until(5 + 8)

        assert await ear.asked() == ["Is bed 0 free?"]


async def test_tick_by_the_asker_resolves_until_it_is_taken_away(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        asked = await town.stage.post(beds, town.ada, "How deep should I sow the carrots?")
        answer = await town.stage.post(beds, town.ben, "One centimetre is enough.", reply_to=asked)
        await town.stage.react(answer, town.ada, "✅")
        await ear.until(3)
        assert await ear.asked(community=None) == ["How deep should I sow the carrots?"]
        resolved = await ear.store.questions(QuestionQuery(states=frozenset({State.RESOLVED})))
        await town.stage.unreact(answer, town.ada, "✅")
        await ear.until(4)
        again = await ear.store.questions(QuestionQuery(states=frozenset({State.RESOLVED})))

    assert (resolved.total, again.total) == (1, 0)


async def test_cleared_reactions_are_gone(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        post = await town.stage.post(beds, town.ada, "Rain at last")
        await town.stage.react(post, town.ben, "🌧️")
        await town.stage.clear_reactions(post)
        await ear.until(3)

        assert [message.reactions for message in await ear.posts(beds.id)] == [()]


async def test_threads_and_forum_posts_are_threads_of_their_channel(town: Town) -> None:
    beds = await town.stage.room("beds")
    forum = await town.stage.room("seed swap", FORUM)
    async with town.listening() as ear:
        thread = await town.stage.thread(beds, "slugs", PRIVATE_THREAD)
        offer = await town.stage.thread(forum, "beans to give away")
        await town.stage.post(thread, town.ada, "Does copper help?")
        await town.stage.post(offer, town.ben, "Who wants runner beans?")
        await ear.until(2)

        slugs = (await ear.store.thread(str(thread.id))).channel
        beans = (await ear.store.thread(str(offer.id))).channel

    assert (slugs.kind, slugs.parent, slugs.private) == (ChannelKind.THREAD, str(beds.id), True)
    assert (beans.kind, beans.parent, beans.private) == (ChannelKind.THREAD, str(forum.id), False)


async def test_channel_and_thread_are_called_as_they_are_renamed(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        thread = await town.stage.thread(beds, "slugs")
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await town.stage.post(thread, town.ada, "Does copper help?")
        await ear.until(2)

        await town.stage.rename(beds, "raised beds")
        await town.stage.rename(thread, "snails")
        await ear.until(4)
        names = {channel.name for channel in await ear.store.channels()}

        assert names == {"raised beds", "snails"}
        assert len(await ear.asked()) == 2


async def test_channel_of_which_nothing_was_read_is_not_known_by_its_new_name_either(
    town: Town,
) -> None:
    beds, shed = await town.stage.room("beds"), await town.stage.room("shed")
    async with town.listening() as ear:
        await town.stage.rename(shed, "tools")
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await ear.until(1)

        assert [channel.name for channel in await ear.store.channels()] == ["beds"]


async def test_deleted_channel_goes_with_its_threads(town: Town) -> None:
    beds, shed = await town.stage.room("beds"), await town.stage.room("shed")
    async with town.listening() as ear:
        thread = await town.stage.thread(beds, "slugs")
        for room in (beds, thread, shed):
            await town.stage.post(room, town.ada, f"What of {room.name}?")
        await town.stage.delete_room(beds)
        await ear.until(4)

        assert await ear.asked() == ["What of shed?"]


async def test_deleted_thread_is_gone(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        thread = await town.stage.thread(beds, "slugs")
        await town.stage.post(thread, town.ada, "Does copper help?")
        await town.stage.delete_room(thread)
        await ear.until(2)

        assert await ear.asked() == []


async def test_guild_that_expels_the_bot_is_forgotten_and_read_again_when_it_invites(
    town: Town,
) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await town.stage.post(beds, town.ada, "Does copper help?")
        await ear.until(1)
        await town.stage.expel()
        await ear.until(2)
        assert (await ear.store.coverage()).messages == 0
        assert await ear.store.heard_until(Platform.DISCORD) == {}

        await town.stage.invite()
        await ear.caught_up()

        assert await ear.asked() == ["Does copper help?"]


async def test_forwarded_words_are_a_quote(town: Town) -> None:
    beds = await town.stage.room("beds")
    snapshot = {"message": {**_snapshot("Is the pump broken?\nIt drips.")}}
    reference = {"type": 1, "message_id": "9", "channel_id": "8", "guild_id": "7"}
    async with town.listening() as ear:
        more = {"message_snapshots": [snapshot], "message_reference": reference}
        await town.stage.post(beds, town.ada, "", more=more)
        await ear.until(1)

        assert [m.text for m in await ear.posts(beds.id)] == ["> Is the pump broken?\n> It drips."]
        assert await ear.asked() == []


def _snapshot(text: str) -> dict[str, object]:
    return {
        "type": 0,
        "content": text,
        "embeds": [],
        "attachments": [],
        "timestamp": "2026-01-02T03:04:05+00:00",
        "edited_timestamp": None,
        "flags": 0,
        "mentions": [],
        "mention_roles": [],
        "components": [],
    }


async def test_crosspost_is_a_quote_and_announcements_are_read(town: Town) -> None:
    news = await town.stage.room("news", NEWS)
    async with town.listening() as ear:
        await town.stage.post(news, town.ada, "When does the seed swap begin?")
        await town.stage.post(news, town.ben, "Is release 4 out?", more={"flags": 2})
        await ear.until(2)

        assert await ear.asked() == ["When does the seed swap begin?"]


async def test_line_of_discords_own_is_a_system_line(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await town.stage.post(beds, town.ada, "", type=7)
        await town.stage.post(beds, town.ben, "Welcome!")
        await ear.until(2)

        assert [message.system for message in await ear.posts(beds.id)] == [True, False]


async def test_text_attachment_is_a_thread_that_goes_with_its_post(town: Town) -> None:
    beds = await town.stage.room("beds")
    talk = b"mira: how deep should the pond be?\njon: sixty centimetres\nmira: thanks\n"
    async with town.listening() as ear:
        file = town.double.attached(77, "pond.txt", talk)
        post = await town.stage.post(beds, town.ada, "From the old list:", attachments=[file])
        await ear.until(4)
        assert await ear.asked() == ["how deep should the pond be?"]
        thread = await ear.store.thread(f"{post.id}:files")
        assert (thread.channel.name, thread.channel.parent) == ("pond.txt", str(beds.id))

        await town.stage.delete(post)
        await ear.until(6)

        assert await ear.asked() == []


@pytest.mark.parametrize("is_heard", [True, False])
async def test_file_that_is_taken_off_its_post_is_gone(town: Town, *, is_heard: bool) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        file = town.double.attached(77, "pond.txt", b"mira: how deep should the pond be?\n")
        post = await town.stage.post(beds, town.ada, "From the old list:", attachments=[file])
        await ear.until(2)
        assert await ear.asked() == ["how deep should the pond be?"]

        post.attachments.clear()
        if is_heard:
            await town.stage.edit(post, "Who has the old list?")
            await ear.until(4)
    if not is_heard:
        stage = replace(town.stage, live=False)
        await stage.edit(post, "Who has the old list?")
        await stage.post(beds, town.ben, "I have.")
    async with town.listening() as ear, asyncio.timeout(SOON):
        while await ear.asked() != ["Who has the old list?"]:
            await asyncio.sleep(0.02)


async def test_file_that_cannot_be_fetched_is_left_alone_and_holds_up_nothing(town: Town) -> None:
    beds = await town.stage.room("beds")
    file = town.double.attached(77, "pond.txt", b"mira: how deep should the pond be?\n")
    file["url"] = file["proxy_url"] = "http://127.0.0.1:1/pond.txt"
    await replace(town.stage, live=False).post(beds, town.ada, "Is it old?", attachments=[file])
    async with town.listening() as ear:
        await ear.caught_up()
        await town.stage.post(beds, town.ada, "Is it new?", attachments=[file])
        await ear.until(1)

        assert sorted(await ear.asked()) == ["Is it new?", "Is it old?"]


async def test_file_that_is_too_large_or_no_text_is_left_alone(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening(attachment_kilobytes=1) as ear:
        large = town.double.attached(78, "log.txt", b"mira: why?\n" * 1000)
        picture = town.double.attached(79, "leaf.png", b"\x89PNG")
        await town.stage.post(beds, town.ada, "Look", attachments=[large, picture])
        await town.stage.post(beds, town.ada, "Nice, isn't it?")
        await ear.until(2)

        assert (await ear.store.coverage()).messages == 2
    assert town.double.fetched == []


@pytest.mark.parametrize("by", ["channel", "guild"])
async def test_only_the_channels_of_the_list_are_read(town: Town, by: str) -> None:
    beds, shed = await town.stage.room("beds"), await town.stage.room("shed")
    wanted = {"channel": str(beds.id), "guild": str(town.stage.guild.id)}[by]
    async with town.listening(read=wanted, skip=str(shed.id)) as ear:
        thread = await town.stage.thread(beds, "slugs")
        for room in (shed, beds, thread):
            await town.stage.post(room, town.ada, f"What of {room.name}?")
        await ear.until(2)

        assert await ear.asked() == ["What of beds?", "What of slugs?"]


@pytest.mark.parametrize(
    ("settings", "read"),
    [
        ({}, ["Robot", "Ada"]),
        ({"bots": False}, ["Ada"]),
        ({"bots": False, "own": True}, ["Loose Ends", "Ada"]),
    ],
    ids=str,
)
async def test_bots_are_read_or_not_by_setting(
    town: Town, settings: dict[str, bool], read: list[str]
) -> None:
    beds, robot = await town.stage.room("beds"), Person("Robot", bot=True)
    async with town.listening(**settings) as ear:
        for by in (robot, town.double.me, town.ada):
            await town.stage.post(beds, by, f"Is {by.name} there?")
        await ear.until(len(read))

        assert [message.author.name for message in await ear.posts(beds.id)] == read


async def test_hostile_text_is_only_text(town: Town) -> None:
    beds = await town.stage.room("beds")
    texts = ["\0\ud800?", "\u202egnp.exe?", "@everyone ```" * 100, "?" * 2000]
    async with town.listening() as ear:
        for text in texts:
            await town.stage.post(beds, town.ada, text)
        await ear.until(4)

        assert ear.count("set_aside_total") == 0
        assert len(await ear.posts(beds.id)) == 4


async def test_thread_that_the_client_does_not_know_is_asked_for_once(town: Town) -> None:
    beds = await town.stage.room("beds")
    old = await town.stage.room("slugs", PRIVATE_THREAD, beds, archived=True)
    async with town.listening() as ear:
        await ear.caught_up()
        for n in range(3):
            await town.stage.post(old, town.ada, f"Does copper help in bed {n}?")
        await ear.until(3)
        channel = (await ear.store.thread(str(old.id))).channel

    assert (channel.name, channel.kind, channel.private) == ("slugs", ChannelKind.THREAD, True)
    asked = [call for call in town.double.calls if call.path == f"/channels/{old.id}"]
    assert len(asked) <= 1


async def test_thread_that_may_not_be_seen_is_left_alone(town: Town) -> None:
    beds = await town.stage.room("beds")
    hidden = await town.stage.room("slugs", PRIVATE_THREAD, beds, archived=True)
    town.stage.guild.rooms.pop(hidden.id)
    async with town.listening() as ear:
        await town.stage.post(hidden, town.ada, "Does copper help?")
        await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await ear.until(1)

        assert await ear.asked() == ["Is bed 1 free?"]


async def test_page_that_was_attached_is_read_as_its_words(town: Town) -> None:
    beds = await town.stage.room("beds")
    page = (
        b"<html><head><title>No</title><style>p {}</style></head><body><p>mira: how <b>deep</b> "
        b"should the pond be?</p><p>jon: sixty centimetres</p><script>why()</script></body></html>"
    )
    async with town.listening() as ear:
        file = town.double.attached(80, "pond.html", page)
        await town.stage.post(beds, town.ada, "From the old list:", attachments=[file])
        await ear.until(3)

        assert await ear.asked() == ["how deep should the pond be?"]


async def test_file_that_holds_no_talk_is_left_alone(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        file = town.double.attached(81, "settings.json", b'{"a": 1}')
        await town.stage.post(beds, town.ada, "My settings:", attachments=[file])
        await town.stage.post(beds, town.ben, "Do they work?")
        await ear.until(2)

        assert (await ear.store.coverage()).messages == 2


async def test_poll_is_its_question_and_its_answers(town: Town) -> None:
    beds = await town.stage.room("beds")
    poll = {
        "question": {"text": "When shall we meet?"},
        "answers": [
            {"answer_id": 1, "poll_media": {"text": "Saturday"}},
            {"answer_id": 2, "poll_media": {"text": "Sunday"}},
        ],
        "expiry": "2027-01-01T00:00:00+00:00",
        "allow_multiselect": False,
        "layout_type": 1,
    }
    async with town.listening() as ear:
        await town.stage.post(beds, town.ada, "", more={"poll": poll})
        await ear.until(1)

        assert [m.text for m in await ear.posts(beds.id)] == [
            "When shall we meet?\n- Saturday\n- Sunday"
        ]
