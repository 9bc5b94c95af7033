"""The program as its user meets it, without a process of its own."""

from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli.program import program

TALK = """\
[08:02] <mira> would liming in autumn still help before the frost?
[13:30] <jon> the shed is painted, it looks good
[19:40] <dov> does anybody have a spare hose?
"""
"""Two questions, far apart, that nobody has answered."""


def looseends(*words: str | Path, typed: str | bytes | None = None) -> Result:
    """What came of the command."""
    return CliRunner().invoke(program, [str(word) for word in words], input=typed)


def written(folder: Path, name: str = "beds.txt", text: str = TALK) -> Path:
    """A transcript in a file."""
    file = folder / name
    file.write_text(text, "utf-8")
    return file
