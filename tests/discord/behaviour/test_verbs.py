"""Every verb, as somebody uses it in a guild."""

import pytest

from bot.commands import VERBS
from cogs.answering.verbs import GROUPS
from tests.discord.behaviour.world import Talk, buttons, said


async def test_open_lists_what_nobody_settled(talk: Talk) -> None:
    answer = await talk.jon.slash(talk.beds, "questions open")

    assert answer.ephemeral
    assert "**#1** Would liming in autumn still help before the frost?" in said(answer)
    assert f"[jump](<{talk.soil.link}>)" in said(answer)
    assert buttons(answer) == {"choice": "look"}


@pytest.mark.parametrize(
    ("given", "listed"),
    [
        ({"state": "answered"}, {2}),
        ({"text": "frost"}, {1}),
        ({"order": "newest", "limit": 1}, {1}),
        ({"older_than": "2d"}, {1}),
        ({"older_than": "10d"}, set[int]()),
        ({"skip": 1}, set[int]()),
    ],
    ids=str,
)
async def test_open_is_narrowed_by_its_options(
    talk: Talk, given: dict[str, object], listed: set[int]
) -> None:
    text = said(await talk.jon.slash(talk.beds, "questions open", **given))

    assert {n for n in (1, 2) if f"**#{n}**" in text} == listed


async def test_open_is_narrowed_to_a_person_and_to_a_message(talk: Talk) -> None:
    of_mira = said(await talk.jon.slash(talk.beds, "questions open", asker=talk.mira))
    of_dov = said(await talk.jon.slash(talk.beds, "questions open", asker=talk.dov))
    linked = said(await talk.jon.slash(talk.beds, "questions open", message=talk.soil.link))

    assert "#1" in of_mira
    assert "Nothing found" in of_dov
    assert "#1" in linked


async def test_mine_find_show_and_why_tell_of_questions(talk: Talk) -> None:
    mine = said(await talk.dov.slash(talk.beds, "questions mine"))
    found = said(await talk.mira.slash(talk.beds, "questions find", text="adapter"))
    shown = said(await talk.mira.slash(talk.beds, "questions show", number="#2"))
    why = said(await talk.mira.slash(talk.beds, "questions why", number="2"))

    for text in (mine, found, shown, why):
        assert "Which adapter did you use for the pump?" in text
        assert "liming" not in text
    assert "**Why answered**" in why
    assert "The 3/4 inch adapter fits the pump." in why


async def test_claims_and_threads_are_told_of_here_unless_said_otherwise(talk: Talk) -> None:
    found = said(await talk.jon.slash(talk.beds, "claims find", text="report"))
    here = said(await talk.jon.slash(talk.beds, "claims in"))
    thread = said(await talk.jon.slash(talk.beds, "thread"))
    there = said(await talk.jon.slash(talk.beds, "thread", channel=str(talk.beds.id)))

    assert "The report says pH 5.1 in the lower beds." in found
    assert "### Claims in beds" in here
    assert thread == there
    assert "**Still missing**" in thread


async def test_status_counts_what_the_viewer_may_read(talk: Talk) -> None:
    hidden = talk.world.guild.create_text_channel("shed")
    await talk.world.posted(hidden, talk.mira, "Who has the key of the shed?")
    await talk.world.close(hidden)

    text = said(await talk.jon.slash(talk.beds, "status"))

    assert "1 channel, 3 messages" in text


async def test_the_asker_resolves_and_takes_it_back(talk: Talk) -> None:
    done = await talk.mira.slash(talk.beds, "questions resolve", number="1")
    assert said(done) == "#1 is resolved."
    assert "resolved" in said(await talk.jon.slash(talk.beds, "questions show", number="1"))

    talk.world.later(seconds=30)
    undone = await talk.mira.slash(talk.beds, "questions undo", number="1")

    assert said(undone) == "Undone. #1 stands where it stood: open."


async def test_what_settled_it_is_named_by_person_or_by_link(talk: Talk) -> None:
    by_name = await talk.dov.slash(talk.beds, "questions resolve", number="2", by="jon")
    by_link = await talk.dov.slash(talk.beds, "questions resolve", number="2", by=talk.adapter.link)

    assert said(by_name) == said(by_link) == "#2 is resolved."
    why = said(await talk.jon.slash(talk.beds, "questions why", number="2"))
    assert "The 3/4 inch adapter fits the pump." in why


async def test_reopen_and_dismiss_are_the_askers(talk: Talk) -> None:
    reopened = await talk.dov.slash(talk.beds, "questions reopen", number="2")
    dismissed = await talk.mira.slash(talk.beds, "questions dismiss", number="1")

    assert "open again" in said(reopened)
    assert "dismissed" in said(dismissed)
    listed = said(await talk.jon.slash(talk.beds, "questions open"))
    assert "**#2**" in listed
    assert "**#1**" not in listed


async def test_anybody_takes_and_snoozes(talk: Talk) -> None:
    taken = await talk.jon.slash(talk.beds, "questions take", number="1", period="12h")
    assert "#1 is yours until <t:" in said(taken)
    assert "is on it until <t:" in said(await talk.mira.slash(talk.beds, "questions open"))

    asleep = await talk.jon.slash(talk.beds, "questions snooze", number="1")

    assert "sleeps until <t:" in said(asleep)
    assert "Nothing open" in said(await talk.mira.slash(talk.beds, "questions open"))


async def test_track_puts_a_message_on_the_list(talk: Talk) -> None:
    answer = await talk.mira.slash(
        talk.beds, "questions track", message=talk.adapter.link, channel="beds"
    )

    assert said(answer).endswith("is on the list now.")


async def test_every_verb_is_in_the_picker(talk: Talk) -> None:
    offered = set(talk.jon.available_commands(talk.beds))

    wanted = {f"{v.group} {v.name}" if v.group in GROUPS else v.group for v in VERBS}
    assert wanted <= offered
