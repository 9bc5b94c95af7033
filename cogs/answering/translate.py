"""Names and descriptions of commands in the languages of people's clients.

One file a language in `locale/`; a sentence that has no translation stays English.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import discord
from discord import app_commands

LANGUAGES: Final = {discord.Locale.german: "de", discord.Locale.french: "fr"}
_NAMES: Final = frozenset(
    {
        app_commands.TranslationContextLocation.command_name,
        app_commands.TranslationContextLocation.group_name,
        app_commands.TranslationContextLocation.parameter_name,
        app_commands.TranslationContextLocation.choice_name,
    }
)


class Translator(app_commands.Translator):
    """Looks sentences up by their English words."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        if locale not in LANGUAGES:
            return None
        table = "names" if context.location in _NAMES else "sentences"
        return catalogue(LANGUAGES[locale])[table].get(string.message)


@cache
def catalogue(language: str) -> Mapping[str, Mapping[str, str]]:
    """The names and the sentences of a language, by their English words."""
    text = files("cogs").joinpath("locale", f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)
