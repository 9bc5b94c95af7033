"""Examples of the pages, and how a reader runs them."""

import re
import subprocess
import sys
from pathlib import Path

from tests.structure.tree import ROOT


def blocks(page: str, language: str) -> list[str]:
    """The blocks of code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def typed(page: str) -> list[str]:
    """What a reader types, one after the other."""
    lines = (line for block in blocks(page, "console") for line in block.splitlines())
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def run(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run an example in the project's folder; `looseends` is the one of this environment."""
    programs = Path(sys.executable).parent
    environment = {"HOME": str(home), "PATH": f"{programs}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    return subprocess.run(  # noqa: S602  (our own pages)
        command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
