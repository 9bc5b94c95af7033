"""The program as its user meets it, without a process of its own."""

from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli.program import program

TALK = """\
[18:02] <mira> would liming in autumn still help before the frost?
[18:04] <mira> and which lime do you take?
[18:20] <jon> mira: take garden lime, never quicklime
[18:40] <dov> does anybody have a spare hose?
"""


def looseends(*words: str | Path, typed: str | bytes | None = None) -> Result:
    """What came of the command."""
    return CliRunner().invoke(program, [str(word) for word in words], input=typed)


def written(folder: Path, name: str = "beds.txt", text: str = TALK) -> Path:
    """A transcript in a file."""
    file = folder / name
    file.write_text(text, "utf-8")
    return file
