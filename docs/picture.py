"""Draws docs/demo.svg: what `looseends demo` prints, as it prints it. `python -m docs.picture`."""

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PICTURE: Final = Path(__file__).with_name("demo.svg")
COLUMNS: Final = 96
PAPER: Final = TerminalTheme(
    (250, 249, 245),
    (46, 52, 64),
    [
        (59, 66, 82),
        (178, 58, 72),
        (74, 124, 47),
        (163, 109, 0),
        (52, 101, 164),
        (136, 76, 140),
        (26, 122, 129),
        (110, 115, 125),
    ],
)


def demo() -> str:
    """What the demo prints on a terminal of our width, escape codes and all."""
    program = Path(sys.executable).with_name("looseends")
    with TemporaryDirectory() as home:
        terminal = {
            "HOME": home,
            "COLUMNS": str(COLUMNS),
            "FORCE_COLOR": "1",
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
        }
        ran = subprocess.run(  # noqa: S603  (our own program)
            [program, "demo"],
            env=terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the progress bar
            text=True,
            check=True,
        )
    return ran.stdout


def drawn(printed: str) -> str:
    """The page as SVG. It asks no server for fonts: the reader's own monospace will do."""
    page = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    page.print(Text.from_ansi(printed.rstrip("\n")))
    svg = page.export_svg(title="looseends demo", theme=PAPER, unique_id="demo")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace")
    return svg.rstrip("\n") + "\n"


if __name__ == "__main__":
    PICTURE.write_text(drawn(demo()), "utf-8")
