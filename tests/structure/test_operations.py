"""The page for whoever keeps the machine is true: its commands run, one after the other."""

from pathlib import Path

from tests.structure.examples import run, typed
from tests.structure.tree import read


def test_every_command_for_keepers_runs_one_after_the_other(tmp_path: Path) -> None:
    commands = typed(read("docs/operations.md"))
    assert len(commands) > 5

    for command in commands:
        ran = run(command, tmp_path)
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
        assert ran.stdout.strip(), command
