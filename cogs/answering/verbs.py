"""Every verb of the house as a slash command: names, options and help are the verbs' own."""

import inspect
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeAlias

from discord import app_commands
from discord.app_commands import locale_str

from bot.commands import VERBS, Parameter, Verb
from bot.model import UNRESOLVED, State
from cogs.answering import autocomplete
from cogs.answering.answer import answer
from cogs.answering.faults import telling
from cogs.answering.options import HERE, LISTED, Option, given, options, signature
from cogs.audience.viewing import Asked
from cogs.client import LooseEndsBot
from cogs.pages.ticket import Ticket

Command: TypeAlias = app_commands.Command[Any, ..., None]
Run: TypeAlias = Callable[..., Coroutine[Any, Any, None]]

GROUPS: Final = {
    "questions": "What was asked, and how it stands.",
    "claims": "What was claimed, and what contests it.",
    "digest": "What nobody answered, as it is posted by schedule.",
    "privacy": "What is kept of you, and what you want to be kept.",
}
"""Groups of verbs, and what they are about. A group of one verb is that verb."""
MARKING: Final = frozenset(
    {"resolve", "reopen", "dismiss", "take", "snooze", "track", "undo", "now"}
    | {"notice", "export", "forget", "optout", "optin"}
)
"""Verbs that write, or tell of whoever used them: what they say is for nobody else."""
TO_ALL: Final = "to_all"
TO_ALL_HELP: Final = "Show it to everybody here, as far as everybody here may read it."
_SETTLEABLE: Final = frozenset({"resolve", "dismiss", "take", "snooze"})


def commands() -> list[Command | app_commands.Group]:
    """The slash commands, in the order of the verbs."""
    found: dict[str, Command | app_commands.Group] = {}
    for verb in VERBS:
        if verb.group not in GROUPS:
            found[verb.group] = _command(verb, verb.group)
            continue
        if verb.group not in found:
            found[verb.group] = app_commands.Group(
                name=locale_str(verb.group),
                description=locale_str(GROUPS[verb.group]),
                guild_only=True,
            )
        group = found[verb.group]
        assert isinstance(group, app_commands.Group)  # noqa: S101  (made so above)
        group.add_command(_command(verb, verb.name))
    return list(found.values())


def _command(verb: Verb[Any], name: str) -> Command:
    offered = options(verb)
    run = _running(verb, offered)
    app_commands.guild_only(run)
    app_commands.describe(**_help(verb))(run)
    app_commands.rename(**{p: locale_str(p) for p in _help(verb)})(run)
    app_commands.choices(**{o.parameter.name: list(o.choices) for o in offered if o.choices})(run)
    app_commands.autocomplete(**_suggestions(verb))(run)
    return app_commands.Command(
        name=locale_str(name), description=locale_str(verb.help), callback=run
    )


def _running(verb: Verb[Any], offered: tuple[Option, ...]) -> Run:
    """A function whose signature tells discord.py what the verb takes."""
    known = {option.parameter.name: option for option in offered}

    async def run(asked: Asked, *, to_all: bool = False, **typed: object) -> None:
        async with telling(asked):
            said = {**_defaults(verb, asked), **given(known, typed)}
            await answer(asked, Ticket(verb, said), to_all=to_all)

    more = [] if verb.name in MARKING else [_TO_ALL]
    vars(run)["__signature__"] = signature(offered, *more)
    return run


_TO_ALL: Final = inspect.Parameter(
    TO_ALL, inspect.Parameter.KEYWORD_ONLY, annotation=bool, default=False
)


def _defaults(verb: Verb[Any], asked: Asked) -> dict[str, object]:
    """What is meant where nothing is said: this channel, and as much as a message can hold."""
    here = {p.name: str(asked.channel_id) for p in verb.parameters if p.required and p.name in HERE}
    lists = {"limit": LISTED} if any(p.name == "limit" for p in verb.parameters) else {}
    return {**here, **lists}


def _help(verb: Verb[Any]) -> dict[str, locale_str]:
    said = {parameter.name: locale_str(_sentence(parameter)) for parameter in verb.parameters}
    return said if verb.name in MARKING else {**said, TO_ALL: locale_str(TO_ALL_HELP)}


def _sentence(parameter: Parameter) -> str:
    """The help, with the default that holds here."""
    if parameter.name != "limit":
        return parameter.help
    return parameter.help.replace(str(parameter.default), str(LISTED))


def _suggestions(verb: Verb[Any]) -> dict[str, autocomplete.Suggest]:
    states = UNRESOLVED if verb.name in _SETTLEABLE else frozenset(State)
    of_name = {"number": autocomplete.questions(states), "channel": autocomplete.channels}
    return {p.name: of_name[p.name] for p in verb.parameters if p.name in of_name}


async def setup(bot: LooseEndsBot) -> None:
    for command in commands():
        bot.tree.add_command(command)
