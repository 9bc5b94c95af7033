"""What can be asked of a message by its menu."""

from datetime import timedelta

import pytest

from bot.model import Edited
from bot.settings import DiscordSettings
from cogs.values import message_ref
from tests.discord.behaviour.world import NOW, Talk, World, buttons, message, said


async def test_a_message_tells_what_it_asks(world: World) -> None:
    beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
    post = await mira.send(beds, "I limed in May. How deep does it go? And when is the frost?")

    answer = await mira.context_menu(beds, "Questions in this message", post)

    assert answer.ephemeral
    assert "How deep does it go?" in said(answer)
    assert "when is the frost?" in said(answer)
    assert "I limed" not in said(answer).split("**#1**")[0]


async def test_a_message_that_asks_nothing_says_so(world: World) -> None:
    beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
    post = await mira.send(beds, "The frost is over.")

    answer = await mira.context_menu(beds, "Questions in this message", post)

    assert "Nothing found" in said(answer)


async def test_a_message_is_tracked_as_a_question(world: World) -> None:
    beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
    post = await mira.send(beds, "The frost goes down to some depth there.")

    done = await mira.context_menu(beds, "Track as a question", post)
    listed = said(await mira.slash(beds, "questions open"))

    assert said(done) == "#1 is on the list now."
    assert buttons(done) == {"Undo": "do:questions.undo:1"}
    assert "The frost goes down to some depth there." in listed


async def test_of_several_sentences_the_one_is_tracked_that_is_chosen(world: World) -> None:
    beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
    post = await mira.send(
        beds, "How wet is it? The frost goes down to some depth there. Tell me when you know."
    )

    choice = await mira.context_menu(beds, "Track as a question", post)
    start = str(post.content.index("The frost"))
    done = await mira.select(message(choice), [start])
    listed = said(await mira.slash(beds, "questions open"))

    assert message(choice).content == "Which sentence asks something?"
    assert choice.ephemeral
    assert "on the list now" in said(done)
    assert "The frost goes down to some depth there." in listed
    assert "Tell me" not in listed


async def test_a_sentence_that_was_edited_before_it_was_chosen_is_not_tracked(
    world: World,
) -> None:
    beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
    post = await mira.send(beds, "The frost goes down there. The pump leaks somewhere.")

    choice = await mira.context_menu(beds, "Track as a question", post)
    ref = message_ref(world.guild.id, beds.id, post.id)
    await world.house.recorder.ingest([Edited(ref, "All is well.", NOW + timedelta(days=9_999))])
    refused = await mira.select(message(choice), [str(post.content.index("The pump"))])

    assert "edited meanwhile" in said(refused)


async def test_a_message_answers_a_question_that_is_chosen(talk: Talk) -> None:
    post = await talk.jon.send(talk.beds, "Only when the ground is dry, so rather in March.")

    asked = await talk.mira.context_menu(talk.beds, "This answers ...", post)
    done = await talk.mira.select(message(asked), ["1"])

    assert asked.ephemeral
    assert said(done) == "#1 is resolved."
    why = said(await talk.jon.slash(talk.beds, "questions why", number="1"))
    assert "Only when the ground is dry" in why


async def test_whoever_may_not_settle_it_may_not_by_a_message_either(talk: Talk) -> None:
    post = await talk.jon.send(talk.beds, "Only when the ground is dry, so rather in March.")

    asked = await talk.jon.context_menu(talk.beds, "This answers ...", post)
    refused = await talk.jon.select(message(asked), ["1"])

    assert "mira's to settle" in said(refused)


async def test_a_message_does_not_answer_what_it_asks_itself(world: World) -> None:
    beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
    post = await mira.send(beds, "How deep does it go?")

    answer = await mira.context_menu(beds, "This answers ...", post)

    assert "there is nothing to answer" in said(answer)


class TestWithoutTheRightToSeeWhatPeopleWrite:
    @pytest.fixture
    def settings(self) -> DiscordSettings:
        return DiscordSettings(message_content=False)

    async def test_a_menu_still_works(self, world: World) -> None:
        beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
        post = await mira.send(beds, "How deep does it go?")

        answer = await mira.context_menu(beds, "Questions in this message", post)

        assert "How deep does it go?" in said(answer)


class TestOutsideOfWhatIsRead:
    @pytest.fixture
    def settings(self) -> DiscordSettings:
        return DiscordSettings(read=frozenset({"1"}))

    @pytest.mark.parametrize(
        "menu", ["Questions in this message", "Track as a question", "This answers ..."]
    )
    async def test_a_menu_says_that_the_channel_is_not_read(self, world: World, menu: str) -> None:
        beds, mira = world.guild.create_text_channel("beds"), world.member("mira")
        post = await mira.send(beds, "How deep does it go?")

        answer = await mira.context_menu(beds, menu, post)

        assert said(answer) == "I do not read this channel."
