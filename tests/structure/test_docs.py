"""The docs speak of what exists, and of all of it."""

import re
from enum import Enum
from itertools import chain

import pytest

import bot.model
from bot.model import (
    Certainty,
    ChannelKind,
    Form,
    MarkKind,
    Order,
    Platform,
    Role,
    State,
    WaitingFor,
)
from bot.settings import described
from bot.store.schema import metadata
from tests.structure.tree import ROOT, named, own_files, read

GLOSSARY = read("docs/glossary.md")
NAMED = set(re.findall(r"`(\w+)`", GLOSSARY))


@pytest.mark.parametrize(
    "kind", [Certainty, ChannelKind, Form, MarkKind, Order, Platform, Role, State, WaitingFor]
)
def test_the_glossary_knows_every_name_of(kind: type[Enum]) -> None:
    assert {member.value for member in kind} <= NAMED


def test_the_first_word_of_a_glossary_row_is_a_name_of_the_model_or_one_of_its_values() -> None:
    values = {member.value for kind in (Role, State) for member in kind}

    first = set(re.findall(r"^\| `(\w+)` \|", GLOSSARY, re.MULTILINE))

    assert first - values <= set(bot.model.__all__)


def test_every_table_is_told_and_no_other() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", read("docs/flow.md"), re.MULTILINE))

    assert told == set(metadata.tables)


def test_the_readme_names_only_settings_that_exist() -> None:
    spoken_of = set(re.findall(r"\bLOOSEENDS_[A-Z_]*[A-Z]\b", read("README.md")))

    assert spoken_of
    assert spoken_of <= set(described())


def test_every_link_inside_the_docs_leads_to_a_file() -> None:
    pages = [path for path in own_files() if path.suffix == ".md"]
    targets = chain.from_iterable(
        (
            (path, target)
            for target in re.findall(r"\]\(([^)#\s]+)\)", path.read_text("utf-8"))
            if "://" not in target
        )
        for path in pages
        if path.parent != ROOT / "seeds"
    )

    lost = [
        f"{named(path)} -> {target}"
        for path, target in targets
        if not (path.parent / target).exists()
    ]

    assert not lost


def test_every_decision_stands_in_the_list_of_decisions() -> None:
    pages = {path.stem for path in (ROOT / "docs/decisions").glob("*.md")} - {"README"}

    listed = set(re.findall(r"\]\((\w[\w-]*)\.md\)", read("docs/decisions/README.md")))

    assert listed == pages
