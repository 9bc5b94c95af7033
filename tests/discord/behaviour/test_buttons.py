"""Buttons and choices: they need no memory, and ask anew who may see what."""

import pytest

from cogs.answering.options import LISTED
from cogs.pages import ticket
from tests.discord.behaviour.world import SOIL, Talk, buttons, message, said


async def test_a_question_is_chosen_of_a_list_and_settled(talk: Talk) -> None:
    listed = await talk.mira.slash(talk.beds, "questions open")

    looked = await talk.mira.select(message(listed), ["1"], custom_id="look")
    assert "**Why open**" in said(looked)
    assert list(buttons(looked)) == ["Resolve", "Dismiss", "I'm on it", "Snooze for a week"]
    done = await talk.mira.click(message(looked), label="Resolve")
    assert done.ephemeral
    assert said(done) == "#1 is resolved."
    await talk.mira.click(message(done), label="Undo")

    assert said(done) == "Undone. #1 stands where it stood: open."


async def test_others_are_offered_what_others_may_do(talk: Talk) -> None:
    looked = await talk.jon.slash(talk.beds, "questions why", number="1")
    taken = await talk.jon.click(message(looked), label="I'm on it")

    assert list(buttons(looked)) == ["I'm on it", "Snooze for a week"]
    assert "#1 is yours" in said(taken)


async def test_the_pages_of_a_list_are_turned_also_after_a_restart(talk: Talk) -> None:
    for number in range(2 * LISTED):
        await talk.world.posted(talk.beds, talk.mira, f"What is under stone number {number}?")
    first = await talk.jon.slash(talk.beds, "questions open", text="stone")

    before = said(first)
    assert "stone number 0?" in before
    assert "◀" not in buttons(first)

    await talk.world.restart()
    await talk.jon.click(message(first), label="▶")
    assert "stone number 5?" in said(first)
    assert "6–10 of 10" in said(first)
    assert "▶" not in buttons(first)

    await talk.jon.click(message(first), label="◀")
    assert said(first) == before


async def test_a_page_that_all_see_is_turned_for_whoever_clicks_alone(talk: Talk) -> None:
    for number in range(2 * LISTED):
        await talk.world.posted(talk.beds, talk.mira, f"What is under stone number {number}?")
    await talk.jon.slash(talk.beds, "questions open", to_all=True)
    shown = talk.beds.last_message
    assert shown is not None
    before = shown.embeds[0].description

    turned = await talk.mira.click(shown, label="▶")

    assert turned.ephemeral
    assert "stone number 4?" in said(turned)
    assert talk.beds.last_message is not None
    assert talk.beds.last_message.embeds[0].description == before


async def test_a_page_is_turned_by_what_may_be_read_now(talk: Talk) -> None:
    shed = talk.world.guild.create_text_channel("shed")
    for number in range(2 * LISTED):
        await talk.world.posted(shed, talk.mira, f"What is under stone number {number}?")
    first = await talk.jon.slash(talk.beds, "questions find", text="stone")
    assert "stone number 0?" in said(first)

    await talk.world.close(shed)
    await talk.jon.click(message(first), label="▶")

    assert "stone" not in said(first)


async def test_a_button_of_what_is_hidden_by_now_does_nothing(talk: Talk) -> None:
    looked = await talk.mira.slash(talk.beds, "questions why", number="1")
    await talk.world.close(talk.beds)
    await talk.world.open_to(talk.beds, talk.mira, read_message_history=False)

    refused = await talk.mira.click(message(looked), label="Resolve")

    assert said(refused) == "There is no question #1 in the ledger."


@pytest.mark.parametrize("text", ["soil", "x" * 100])
async def test_what_no_button_can_hold_is_turned_by_asking_again(talk: Talk, text: str) -> None:
    for _ in range(2 * LISTED):
        await talk.world.posted(talk.beds, talk.mira, f"{SOIL} {text}?")

    listed = await talk.jon.slash(talk.beds, "questions find", text=text)
    next_ = await talk.jon.slash(talk.beds, "questions find", text=text, skip=LISTED)

    assert ("▶" in buttons(listed)) is (len(text) < 50)
    assert listed.response is not None
    told = listed.response.embeds[0].footer.text
    assert told == (None if len(text) < 50 else "For more, ask again with skip:5")
    assert "1–5 of" in said(listed)
    assert "6–10 of" in said(next_)


async def test_a_button_of_another_release_says_so(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = await talk.jon.slash(talk.beds, "questions find", text="the", limit=1)
    assert "▶" in buttons(listed)
    monkeypatch.setattr(ticket, "_shape", lambda _: "zzz")

    told = await talk.jon.click(message(listed), label="▶")

    assert (
        said(told) == "This button is of another release than mine. Ask once more by the command."
    )
