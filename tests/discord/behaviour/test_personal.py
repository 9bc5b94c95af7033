"""People have their say: what is kept of them, theirs to take along, to have forgotten, to end."""

import json

import simcord

from bot.model import QuestionQuery
from tests.discord.behaviour.world import SOIL, Talk, World, message, said


async def asked(world: World) -> list[str]:
    page = await world.house.ledger.questions(QuestionQuery())
    return [record.message.text for record in page.records]


async def files_of(result: simcord.InteractionResult) -> dict[str, str]:
    attached = message(result).attachments
    return {file.filename: (await file.read()).decode() for file in attached}


async def test_notice_tells_what_is_kept_of_whoever_asks(talk: Talk) -> None:
    told = said(await talk.mira.slash(talk.beds, "privacy notice"))

    assert "1 message, 1 question" in told
    assert "privacy forget" in told


async def test_export_is_two_files_for_nobody_else(talk: Talk) -> None:
    result = await talk.mira.slash(talk.beds, "privacy export")

    files = await files_of(result)
    assert message(result).flags.ephemeral
    assert [post["text"] for post in json.loads(files["looseends.json"])["messages"]] == [SOIL]
    assert SOIL in files["looseends.md"]


async def test_forgetting_takes_ones_own_and_nothing_of_others(talk: Talk) -> None:
    world = talk.world

    assert "If you are sure" in said(await talk.mira.slash(talk.beds, "privacy forget"))
    assert SOIL in await asked(world)
    assert "Forgotten" in said(await talk.mira.slash(talk.beds, "privacy forget", sure="yes"))

    assert SOIL not in await asked(world)
    assert "nothing" in said(await talk.mira.slash(talk.beds, "privacy notice"))
    assert "1 message" in said(await talk.dov.slash(talk.beds, "privacy notice"))
    await world.posted(talk.beds, talk.mira, SOIL)
    assert SOIL not in await asked(world)


async def test_opted_out_member_is_not_kept_until_they_come_back(talk: Talk) -> None:
    world = talk.world
    world.clock.now = talk.soil.at
    again = "Where is the wheelbarrow?"

    await talk.mira.slash(talk.beds, "privacy optout")
    await world.posted(talk.beds, talk.mira, again)
    assert again not in await asked(world)

    world.later(minutes=30)
    await talk.mira.slash(talk.beds, "privacy optin")
    world.posts += 60
    await world.posted(talk.beds, talk.mira, again)
    assert again in await asked(world)
