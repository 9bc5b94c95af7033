from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from bot.model import State
from bot.settings import DiscordSettings
from cogs.answering.tags import retagged, wanted

SETTINGS = DiscordSettings(answered_tag="Answered", unanswered_tag="Open")


@dataclass(frozen=True)
class Tag:
    name: str


ANSWERED, OPEN, SOIL = Tag("answered"), Tag("Open"), Tag("soil")
FORUM = [SOIL, ANSWERED, OPEN]


@pytest.mark.parametrize(
    ("standing", "name"),
    [
        ({}, ""),
        ({State.OPEN: 0, State.ANSWERED: 2}, "Answered"),
        ({State.OPEN: 1, State.RESOLVED: 2}, "Open"),
        ({State.PARTLY_ANSWERED: 1}, "Open"),
        ({State.RESOLVED: 1, State.WITHDRAWN: 1}, "Answered"),
        ({State.DISMISSED: 3}, ""),
    ],
)
def test_a_post_is_open_as_long_as_any_question_of_it_is(
    standing: Mapping[State, int], name: str
) -> None:
    assert wanted(standing, SETTINGS) == name


def test_a_tag_that_is_not_set_is_not_wanted() -> None:
    assert wanted({State.OPEN: 1}, DiscordSettings(answered_tag="Answered")) == ""


@pytest.mark.parametrize(
    ("applied", "name", "tags"),
    [
        ([SOIL], "Answered", [SOIL, ANSWERED]),
        ([SOIL, OPEN], "Answered", [SOIL, ANSWERED]),
        ([SOIL, OPEN], "", [SOIL]),
        ([OPEN, SOIL], "Open", None),
        ([], "", None),
        ([SOIL], "Solved", None),
        ([Tag(str(n)) for n in range(5)], "Open", None),
    ],
    ids=["added", "changed", "taken away", "there already", "none", "unknown here", "no room"],
)
def test_only_our_tags_are_changed(applied: list[Tag], name: str, tags: list[Tag] | None) -> None:
    assert retagged(applied, FORUM, name, SETTINGS) == tags
