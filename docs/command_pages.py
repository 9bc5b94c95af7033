"""Writes docs/commands.md out of the program itself: `python -m docs.command_pages`."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from typer.main import get_command

from bot.cli.program import program
from bot.cli.verbs import TERMINAL

PAGE: Final = Path(__file__).with_name("commands.md")
HEAD: Final = (
    "# Commands\n"
    "Written out of the program by `python -m docs.command_pages`; a test keeps the two the same.\n"
    "\n"
    "Every verb exists once, in `bot/commands`; the terminal, Discord and Matrix speak all of "
    "them. How replies look on Discord stands [here](discord-replies.md).\n"
    "\n"
    "| terminal | Discord | Matrix | does |\n"
    "|---|---|---|---|\n"
)
TAIL: Final = (
    "\n"
    "Everywhere: `--database FILE` names another database (a file or a URL), `--help` explains a "
    "command, `--install-completion` teaches your shell to complete it. Exit status: 0 all is "
    "well, 1 something failed, 2 the command or its input was wrong; the sentence on standard "
    "error says what to do.\n"
    "\n"
    "| command | takes | meaning |\n"
    "|---|---|---|\n"
)


def page() -> str:
    """The whole page."""
    commands = sorted(_commands(get_command(program)), key=lambda each: each.name)
    by_panel = groupby(sorted(commands, key=_place), key=lambda each: each.rich_help_panel)
    ordered = [each for _, panel in by_panel for each in panel]
    table = "".join(f"{row}\n" for row in map(_edges, ordered))
    takes = "".join(f"{row}\n" for each in ordered for row in _takes(each))
    return HEAD + table + TAIL + takes


def _commands(group: Any, above: str = "") -> Iterator[Any]:  # noqa: ANN401  (Typer keeps the type of a group to itself)
    """The subcommands of a group, and theirs, each by all that one types for it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{above}{name} ")
        else:
            command.name = f"{above}{name}"
            yield command


def _place(command: Any) -> tuple[int, str]:  # noqa: ANN401  (see above)
    names = list(TERMINAL)
    known = names.index(command.name) if command.name in names else len(names)
    return known, f"{command.rich_help_panel} {command.name}"


def _edges(command: Any) -> str:  # noqa: ANN401
    group, verb, _ = TERMINAL.get(command.name, ("", "", ""))
    chat = (
        f"`/{_words(group, verb)}` | `!ends {_words(group, verb, 'questions')}`" if group else "|"
    )
    return f"| `looseends {command.name}` | {chat} | {command.help} |"


def _words(group: str, verb: str, understood: str = "") -> str:
    """Group and verb, without what goes without saying."""
    needless = {understood} if group == "questions" else {"show"}
    return " ".join(word for word in (group, verb) if word not in needless)


def _takes(command: Any) -> Iterator[str]:  # noqa: ANN401
    for place, parameter in enumerate(command.params):
        name = f"`{command.name}`" if place == 0 else ""
        said = " ".join(parameter.help.split()).replace("|", "\\|")
        yield f"| {name} | `{_typed(parameter)}` | {said} |"


def _typed(parameter: Any) -> str:  # noqa: ANN401
    if parameter.param_type_name == "argument":
        word = parameter.metavar or parameter.name.upper()
        return word if parameter.required else f"[{word}]"
    return f"{parameter.opts[0]} {parameter.metavar or ''}".rstrip()


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
