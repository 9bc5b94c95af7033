"""The verbs of `bot.commands` as subcommands: their options are built from the verbs' own list."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, cast, get_args, get_origin

import typer

from bot.cli.screen.console import print_lines, print_view
from bot.cli.session import viewing, with_house
from bot.commands import VERBS, Context, Parameter, Verb, duration, on_behalf
from bot.errors import WrongUse

if TYPE_CHECKING:
    from bot.app import House
    from bot.views import View

QUESTIONS, SETTLING, LEDGER = "Questions", "Settle a question", "The whole ledger"
TERMINAL: Final = {
    "questions": ("questions", "open", QUESTIONS),
    "mine": ("questions", "mine", QUESTIONS),
    "find": ("questions", "find", QUESTIONS),
    "show": ("questions", "show", QUESTIONS),
    "why": ("questions", "why", QUESTIONS),
    "resolve": ("questions", "resolve", SETTLING),
    "reopen": ("questions", "reopen", SETTLING),
    "dismiss": ("questions", "dismiss", SETTLING),
    "take": ("questions", "take", SETTLING),
    "snooze": ("questions", "snooze", SETTLING),
    "track": ("questions", "track", SETTLING),
    "undo": ("questions", "undo", SETTLING),
    "claims": ("claims", "find", LEDGER),
    "thread": ("thread", "show", LEDGER),
    "status": ("status", "show", LEDGER),
    "digest preview": ("digest", "preview", LEDGER),
    "digest now": ("digest", "now", LEDGER),
    "digest status": ("digest", "status", LEDGER),
    "privacy notice": ("privacy", "notice", LEDGER),
    "privacy export": ("privacy", "export", LEDGER),
    "privacy forget": ("privacy", "forget", LEDGER),
    "privacy optout": ("privacy", "optout", LEDGER),
    "privacy optin": ("privacy", "optin", LEDGER),
}
"""Which subcommand is which verb, and under which heading the help lists it.

`claims in` of the other edges is `claims --channel` here.
"""

GROUPS: Final = {
    "digest": "What nobody answered, as it is posted by schedule.",
    "privacy": "What is kept of people, and what they want to be kept.",
}
"""Subcommands that have subcommands, and what those are about."""
_CHUNK: Final = 1000
"""How many entries are read at once where all of them are asked for."""
_DIGITS: Final = 9
"""Digits of the largest number that anybody can mean."""

_CALL: Final = inspect.Parameter(
    "call", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
)
_COMMUNITY: Final = inspect.Parameter(
    "community",
    inspect.Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this community, by id.")
    ],
)
_AUTHOR: Final = inspect.Parameter(
    "author",
    inspect.Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        str | None, typer.Option(metavar="NAME", help="For whom: a name or an id.")
    ],
)
_PERSONAL: Final = frozenset({"privacy"})
"""Groups of verbs that are about whoever uses them; at the terminal somebody must be named."""
_AS_JSON: Final = inspect.Parameter(
    "as_json",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[
        bool, typer.Option("--json", metavar="", help="Give JSON lines, for scripts.")
    ],
)


def add_verbs(program: typer.Typer) -> None:
    """Add the subcommand of every verb to the program."""
    verbs = {(verb.group, verb.name): verb for verb in VERBS}
    groups: dict[str, typer.Typer] = {}
    for name, (group, verb_name, panel) in TERMINAL.items():
        verb = verbs[group, verb_name]
        *above, own = name.split()
        there = program
        for word in above:
            if word not in groups:
                groups[word] = typer.Typer(no_args_is_help=True)
                program.add_typer(groups[word], name=word, help=GROUPS[word], rich_help_panel=panel)
            there = groups[word]
        there.command(own, help=verb.help, rich_help_panel=panel)(_subcommand(verb))


def number(typed: str) -> int:
    """A whole number as people type it: `42`, `#42`. Raises WrongUse."""
    digits = typed.removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS):
        message = f'"{typed}" is no number. Say for example 42.'
        raise WrongUse(message)
    return int(digits)


_PARSERS: Final[Mapping[type, Callable[[str], object]]] = {int: number, timedelta: duration}


def _subcommand(verb: Verb[Any]) -> Callable[..., None]:
    """A function whose signature tells Typer what the verb takes."""

    def run(
        call: typer.Context,
        *,
        community: str | None,
        as_json: bool,
        author: str | None = None,
        **typed: object,
    ) -> None:
        given = {name: _frozen(value) for name, value in typed.items() if value is not None}

        async def told(house: "House") -> "View | None":
            context = viewing(house, community)
            if verb.group in _PERSONAL:
                context = await on_behalf(context, author or house.settings.me)
            if as_json:
                return await _print_json(verb, given, context)
            return await verb.run(context, verb.arguments(**given))

        view = with_house(call, told)
        if view is not None:
            print_view(view, call.find_root().obj)

    personal = [_AUTHOR] if verb.group in _PERSONAL else []
    parameters = [_CALL, *map(_parameter, verb.parameters), *personal, _COMMUNITY, _AS_JSON]
    vars(run)["__signature__"] = inspect.Signature(parameters)
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _frozen(value: object) -> object:
    """Several choices are a list to Typer, and a tuple to a verb."""
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value


def _parameter(wanted: Parameter) -> inspect.Parameter:
    """What Typer must know. Nothing is given by default: the verb has its own defaults."""
    kind, several = _kind(wanted.type)
    described: dict[str, Any] = {
        "help": f"{wanted.help}{_choices(kind)}",
        "metavar": "TIME" if kind is timedelta else wanted.name.upper(),
        "parser": _PARSERS.get(kind),
    }
    flag = f"--{wanted.name.replace('_', '-')}"
    info = typer.Argument(**described) if wanted.positional else typer.Option(flag, **described)
    return inspect.Parameter(
        wanted.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if wanted.required else None,
        annotation=Annotated[list[kind] if several else kind, info],
    )


def _kind(shape: Any) -> tuple[type[Any], bool]:  # noqa: ANN401  (an annotation)
    """The plain type of an annotation, and whether several may be given."""
    inner = [part for part in get_args(shape) if part not in (type(None), Ellipsis)]
    return (inner[0] if inner else shape), get_origin(shape) is tuple


def _choices(kind: type[Any]) -> str:
    return f" One of: {', '.join(kind)}." if issubclass(kind, StrEnum) else ""


async def _print_json(verb: Verb[Any], given: Mapping[str, object], context: Context) -> None:
    """The lines of the view; a list without a limit is read to its end, in chunks."""
    from bot.views.render import json_lines

    names = {parameter.name for parameter in verb.parameters}
    if not {"limit", "skip"} <= names or "limit" in given:
        print_lines(json_lines(await verb.run(context, verb.arguments(**given))))
        return
    chunk = verb.arguments(**{"limit": _CHUNK, **given})
    while lines := list(json_lines(await verb.run(context, chunk))):
        print_lines(lines)
        chunk = replace(chunk, skip=chunk.skip + _CHUNK)
