"""The slash commands are the verbs, all of them, within Discord's limits, in every language."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.commands import VERBS, Verb
from cogs.answering import importing, menus, verbs
from cogs.answering.options import HERE
from cogs.answering.translate import LANGUAGES, Translator, catalogue
from cogs.answering.verbs import MARKING, TO_ALL

TREE: app_commands.CommandTree[discord.Client] = app_commands.CommandTree(
    discord.Client(intents=discord.Intents.none())
)
for command in verbs.commands():
    TREE.add_command(command)


async def payloads() -> list[dict[str, Any]]:
    translator = Translator()
    reading = app_commands.Command(
        name=app_commands.locale_str(importing.NAME),
        description=app_commands.locale_str(importing.HELP),
        callback=importing.import_archive,
    )
    every = [*TREE.get_commands(), reading, *map(menu, menus.MENUS)]
    return [await each.get_translated_payload(TREE, translator) for each in every]


def menu(name: str) -> app_commands.ContextMenu:
    return app_commands.ContextMenu(name=app_commands.locale_str(name), callback=menus.MENUS[name])


def parts(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A command with its subcommands, options and choices."""
    yield payload
    for part in (*payload.get("options", ()), *payload.get("choices", ())):
        yield from parts(part)


def named(verb: Verb[Any]) -> str:
    return f"{verb.group} {verb.name}"


@pytest.mark.parametrize("verb", VERBS, ids=named)
def test_every_verb_is_a_slash_command_with_all_that_it_takes(verb: Verb[Any]) -> None:
    group = TREE.get_command(verb.group)
    command = group.get_command(verb.name) if isinstance(group, app_commands.Group) else group

    assert isinstance(command, app_commands.Command)
    assert command.description == verb.help
    options = {option.name: option for option in command.parameters}
    assert set(options) - {TO_ALL} == {parameter.name for parameter in verb.parameters}
    for parameter in verb.parameters:
        required = parameter.required and parameter.name not in HERE
        assert options[parameter.name].required is required
    assert (TO_ALL in options) is (verb.name not in MARKING)


def test_no_command_is_there_that_is_no_verb() -> None:
    found = {
        f"{command.parent.name if command.parent else command.name} {command.name}"
        for command in TREE.walk_commands()
        if isinstance(command, app_commands.Command)
    }

    assert found == {
        f"{verb.group} {verb.name if verb.group in verbs.GROUPS else verb.group}" for verb in VERBS
    }


async def test_every_command_is_for_guilds_alone() -> None:
    for payload in await payloads():
        assert payload["dm_permission"] is False


async def test_names_and_descriptions_keep_within_the_limits_of_discord() -> None:
    for payload in await payloads():
        spoken = 0
        for part in parts(payload):
            names = [part["name"], *(part.get("name_localizations") or {}).values()]
            told = part.get("description", "")
            sentences = [told, *(part.get("description_localizations") or {}).values()]
            assert all(len(sentence) <= 100 for sentence in sentences)
            if "value" in part:
                assert all(1 <= len(name) <= 100 for name in names)
            elif payload["type"] == discord.AppCommandType.message.value:
                assert all(1 <= len(name) <= 32 for name in names)
            else:
                assert all(map(is_name, names)), names
            spoken += max(map(len, names)) + max(map(len, sentences))
        assert spoken <= 8000


def is_name(name: str) -> bool:
    """Whether Discord takes it for the name of a command or an option."""
    letters = all(c in "-_'" or unicodedata.category(c)[0] in "LN" for c in name)
    return 1 <= len(name) <= 32 and name == name.lower() and letters


@pytest.mark.parametrize("locale", LANGUAGES, ids=str)
async def test_everything_is_said_in_every_language(locale: discord.Locale) -> None:
    for payload in await payloads():
        for part in parts(payload):
            assert locale.value in (part.get("name_localizations") or {}), part["name"]
            if part.get("description"):
                assert locale.value in part["description_localizations"], part["description"]


@pytest.mark.parametrize("locale", LANGUAGES, ids=str)
async def test_no_two_names_beside_one_another_are_the_same(locale: discord.Locale) -> None:
    for payload in await payloads():
        for part in parts(payload):
            beside = [
                option["name_localizations"][locale.value] for option in part.get("options", ())
            ]
            assert len(set(beside)) == len(beside)


async def test_no_translation_is_there_for_what_nobody_says() -> None:
    said = {part["name"].replace("-", " ") for p in await payloads() for part in parts(p)}
    told = {
        part["description"]
        for p in await payloads()
        for part in parts(p)
        if part.get("description")
    }
    for language in LANGUAGES.values():
        assert set(catalogue(language)["names"]) <= {*said, *(p["name"] for p in await payloads())}
        assert set(catalogue(language)["sentences"]) == told


async def test_another_language_stays_english() -> None:
    [payload, *_] = await payloads()

    assert set(payload["name_localizations"]) == {locale.value for locale in LANGUAGES}
