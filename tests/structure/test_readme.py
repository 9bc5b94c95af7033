"""The README is true: its commands run, its picture is what they print.

(`.ci/run` runs the two long commands themselves, in a fresh clone with an empty home.)
"""

import re
import shlex
from pathlib import Path

import pytest

from docs.command_pages import PAGE, page
from docs.picture import PICTURE, demo, drawn
from tests.structure.examples import blocks, run, typed
from tests.structure.tree import read

README = read("README.md")
BOOTSTRAP = "python3 -m venv .uv && .uv/bin/pip install -q uv=="


def test_there_are_two_commands_each_on_one_line_and_by_the_lock_file() -> None:
    commands = [line for block in blocks(README, "sh") for line in block.splitlines()]

    assert len(commands) == 2
    assert all(command.startswith(BOOTSTRAP) for command in commands)
    assert commands[0].endswith("uv run --locked --no-dev looseends demo")
    assert commands[1].endswith("uv run --locked pytest")


def test_every_example_runs_one_after_the_other(tmp_path: Path) -> None:
    examples = typed(README)
    assert len(examples) > 1

    for example in examples:
        ran = run(example, tmp_path)
        assert ran.returncode == 0, f"{example}\n{ran.stderr}"
        assert ran.stdout.strip(), example


def test_every_command_of_the_readme_stands_on_the_page_of_commands() -> None:
    named = set(re.findall(r"`looseends ([a-z]+)", README)) | {
        words[words.index("looseends") + 1]
        for line in typed(README)
        if "looseends" in (words := shlex.split(line))
    }

    assert named <= set(re.findall(r"^\| `looseends ([a-z]+)[a-z ]*` \|", page(), re.MULTILINE))


def test_the_page_of_commands_is_what_the_program_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "Run: python -m docs.command_pages"


@pytest.fixture(scope="module")
def printed() -> str:
    return demo()


def test_the_picture_is_what_the_demo_prints(printed: str) -> None:
    assert PICTURE.read_text("utf-8") == drawn(printed), "Run: python -m docs.picture"


def test_the_picture_asks_no_server_for_anything(printed: str) -> None:
    assert not re.search(r"url\(|@import|<image|href", drawn(printed).replace("url(#", ""))
