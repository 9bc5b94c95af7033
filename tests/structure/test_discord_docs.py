"""What the docs say of Discord is so."""

import re

import discord

from bot.commands import VERBS
from bot.settings import described
from cogs.answering.menus import MENUS
from docs.discord_replies import EXAMPLES, PAGE, page
from tests.structure.tree import read

SET_UP = read("docs/discord.md")


def test_the_replies_are_those_of_the_program() -> None:
    assert PAGE.read_text("utf-8") == page(), "Run: python -m docs.discord_replies"


def test_every_verb_has_a_reply_to_look_at() -> None:
    assert {f"{verb.group} {verb.name}" for verb in VERBS} == {each.verb for each in EXAMPLES}


def test_the_invitation_asks_for_the_least_rights_alone() -> None:
    asked = re.search(r"permissions=(\d+)", SET_UP)

    assert asked
    least = discord.Permissions(view_channel=True, read_message_history=True)
    assert discord.Permissions(int(asked[1])) == least


def test_the_set_up_speaks_of_settings_and_menus_that_exist() -> None:
    assert set(re.findall(r"LOOSEENDS_\w+", SET_UP)) <= set(described())
    assert all(f"**{name}**" in SET_UP for name in MENUS)
