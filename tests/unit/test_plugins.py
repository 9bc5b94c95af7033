"""The plug-in of CONTRIBUTING does what is said of it."""

import re
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot import plugins
from bot.errors import ConfigurationError
from bot.model import Question
from bot.plugins import plugged_in
from bot.ports import Extractor
from bot.testing import ExtractorContract, message
from tests.structure.tree import read

PAGE = read("CONTRIBUTING.md")
(CODE, PROOF) = (
    block for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "Extractor" in block
)
((NAME, PLACE),) = re.findall(r'"looseends\.extractors"\]\n(\w+) = "([^"]+)"', PAGE)
MODULE, MADE = PLACE.split(":")
PLUG_IN = ModuleType(MODULE)
exec(compile(CODE, MODULE, "exec"), PLUG_IN.__dict__)  # noqa: S102  (the code of our own page)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The plug-in as a package that is installed, with its entry point."""
    (tmp_path / f"{MODULE}.py").write_text(CODE, "utf-8")
    facts = tmp_path / f"{MODULE}-1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {MODULE}\nVersion: 1\n", "utf-8")
    (facts / "entry_points.txt").write_text(
        f"[{plugins.EXTRACTORS}]\n{NAME} = {PLACE}\nlost = {MODULE}:Nowhere\n", "utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, MODULE, raising=False)


class TestLineExtractor(ExtractorContract):
    def extractor(self) -> Extractor:
        made: Any = getattr(PLUG_IN, MADE)
        return made()


def test_the_plug_in_is_as_short_as_people_say() -> None:
    assert len(CODE.splitlines()) <= 30
    assert "ExtractorContract" in PROOF


@pytest.mark.usefixtures("installed")
async def test_an_installed_plug_in_is_found_by_its_name() -> None:
    (acts,) = await plugged_in(NAME).extract([message("It rains.\nIs the roof tight?")])

    assert [isinstance(act, Question) for act in acts] == [False, True]


@pytest.mark.usefixtures("installed")
def test_an_unknown_plug_in_is_refused_with_the_names_of_those_that_are_there() -> None:
    with pytest.raises(ConfigurationError, match=f"hybrid, {NAME}, llm, lost, rules"):
        plugged_in("nobody")


@pytest.mark.usefixtures("installed")
def test_a_plug_in_that_cannot_be_made_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r'"lost" cannot be made \(AttributeError\)'):
        plugged_in("lost")


def test_the_group_of_the_page_is_ours() -> None:
    assert EntryPoint(NAME, PLACE, plugins.EXTRACTORS).group == "looseends.extractors"
