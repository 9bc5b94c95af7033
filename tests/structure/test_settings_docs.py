import re
from pathlib import Path

import pytest

from bot.settings import described, load_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def examples() -> dict[str, tuple[str, str]]:
    """Each variable of the example file with the comment above it and its value."""
    found = re.findall(r"^# (.+)\n(LOOSEENDS_\w+)=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    return {name: (comment, value) for comment, name, value in found}


def test_every_setting_stands_in_the_example_with_its_own_words() -> None:
    assert {name: comment for name, (comment, _) in examples().items()} == described()


def test_the_example_holds_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    defaults = load_settings()

    for name, (_, value) in examples().items():
        monkeypatch.setenv(name, value)

    assert load_settings() == defaults
