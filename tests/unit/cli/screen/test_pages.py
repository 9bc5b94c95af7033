"""A terminal page tells the same facts as every other rendering, within its columns."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.cli.screen.pages import render
from bot.cli.screen.theme import THEME
from bot.model import Coverage, MarkKind, State, Title, WaitingFor
from bot.views import (
    NoticeKind,
    NoticeView,
    View,
    claims_view,
    list_view,
    marked_notice,
    status_view,
    thread_view,
    why_view,
)
from bot.views.outline import Commands, Heading, Item, Prose, outline
from tests.unit.views.allotment import (
    NOW,
    PARTLY,
    ROOM,
    TESS,
    claims,
    lone,
    mark,
    page,
    record,
    soil,
    standing,
    thread,
)

COVERAGE = Coverage(1, 2, 30, 4, NOW - timedelta(days=9), NOW)
WIDE = "池のポンプにはどのアダプターを使いましたか、それとも別の方法がありますか？"
VIEWS: dict[str, View] = {
    "a list": list_view(page(*soil(), lone("which adapter fits?")), now=NOW),
    "part of a list": list_view(page(record(1), total=9), now=NOW, where="soil"),
    "an empty list": list_view(page(), now=NOW, coverage=COVERAGE),
    "a settled question": list_view(page(record(1, standing(State.RESOLVED))), now=NOW),
    "a post that a model named": list_view(
        page(replace(lone("which adapter fits?"), title=Title("An adapter", "tiny"))), now=NOW
    ),
    "a room whose post a model named": thread_view(
        replace(
            thread(replace(lone("which adapter fits?"), title=Title("An adapter", "tiny"))),
            channel=ROOM,
        ),
        now=NOW,
    ),
    "wide letters": list_view(page(lone(WIDE, who="健太")), now=NOW),
    "why": why_view(record(2, PARTLY, marks=(mark(MarkKind.TAKEN),)), now=NOW),
    "why a dependent one": why_view(record(3), now=NOW),
    "why one with context": why_view(record(1), now=NOW),
    "claims": claims_view(claims(TESS), now=NOW),
    "part of the claims": claims_view(claims(), now=NOW, where="soil"),
    "a thread": thread_view(thread(*soil()), now=NOW),
    "a settled thread": thread_view(thread(record(1, standing(State.RESOLVED))), now=NOW),
    "the status": status_view(COVERAGE, now=NOW),
    "a verdict": marked_notice(41, mark(MarkKind.DISMISSED), now=NOW),
    "a failure": NoticeView(NoticeKind.FAILED, "I can't read #staff.", "Give me the right."),
}


def shown(view: View, columns: int = 200, *, colours: bool = False) -> str:
    screen = Console(
        file=io.StringIO(),
        width=columns,
        theme=THEME,
        markup=False,
        highlight=False,
        force_terminal=colours,
        color_system="standard" if colours else None,
    )
    with screen.capture() as captured:
        screen.print(render(view))
    return captured.get()


def facts(view: View) -> list[str]:
    """Everything that the outline, which all edges follow, says of the view."""
    said: list[str] = []
    for block in outline(view):
        match block:
            case Heading():
                said += [block.words, *block.facts]
            case Item():
                said += [block.label, block.words, *block.notes]
            case Prose():
                said.append(block.words)
            case Commands():
                said += [" ".join(hint.words) for hint in block.hints]
    return said


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_tells_every_fact_of_the_outline(name: str) -> None:
    view = VIEWS[name]
    page = words(shown(view))
    unsaid_elsewhere = {"in", "ago"}  # "mira in #beds, 9 days ago" is "mira · 9 days · #beds" here

    missing = {fact: words(fact) - page - unsaid_elsewhere for fact in facts(view)}

    assert not {fact: lost for fact, lost in missing.items() if lost}


@pytest.mark.parametrize("columns", [80, 60, 120])
@pytest.mark.parametrize("name", VIEWS)
def test_no_line_of_a_page_is_longer_than_the_terminal(name: str, columns: int) -> None:
    lines = shown(VIEWS[name], columns).splitlines()

    assert max(map(cell_len, lines)) <= columns


@pytest.mark.parametrize("name", VIEWS)
def test_colour_carries_no_meaning_alone(name: str) -> None:
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;.*?\x1b\\", "", shown(VIEWS[name], colours=True))

    assert plain == shown(VIEWS[name])


@pytest.mark.parametrize("name", VIEWS)
def test_no_page_uses_colours_that_vanish_on_dark_or_light_ground(name: str) -> None:
    codes = {
        code
        for sequence in re.findall(r"\x1b\[([0-9;]*)m", shown(VIEWS[name], colours=True))
        for code in sequence.split(";")
    }

    assert not codes & {"30", "33", "34", "37", "90", "93", "94", "97"}


def test_what_people_wrote_is_never_read_as_markup() -> None:
    view = list_view(
        page(lone("is [bold]this[/bold] :smile: a [link=https://x]trap[/link]?")), now=NOW
    )

    assert "is [bold]this[/bold] :smile: a [link=https://x]trap[/link]?" in shown(view)


def test_a_post_is_linked_where_the_terminal_can_follow() -> None:
    assert "\x1b]8;" in shown(VIEWS["a list"], colours=True)
    assert "https://forum.example/t/41" in shown(VIEWS["a list"], colours=True)


def test_the_title_of_a_thread_is_said_once_for_posts_that_follow_each_other() -> None:
    one = record(1)
    other = record(2, message=TESS)

    text = shown(list_view(page(one, other), now=NOW))

    assert text.count("Soil test results") == 1


def test_posts_of_one_title_both_bear_it_where_a_model_found_it() -> None:
    named = replace(lone("which adapter?"), title=Title("An adapter", "tiny"))
    other = replace(lone("which pump?", who="tess"), title=Title("An adapter", "tiny"))

    assert shown(list_view(page(named, other), now=NOW)).count("An adapter") == 2


def test_a_thread_without_a_community_still_has_its_title() -> None:
    channel = replace(record(1).channel, community_name="")

    text = shown(list_view(page(replace(record(1), channel=channel)), now=NOW))

    assert "Soil test results" in text


def test_a_thread_does_not_say_its_own_name_with_every_question() -> None:
    assert shown(VIEWS["a thread"]).count("Soil test results") <= 2  # its title, and its claim's


def test_whose_turn_it_is_stands_beside_what_happened() -> None:
    asked = lone("which adapter?", stands=standing(State.OPEN, waiting_for=WaitingFor.ASKER))

    assert "nobody replied · waiting for dov" in shown(list_view(page(asked), now=NOW))


def test_what_to_type_next_begins_as_it_is_told() -> None:
    screen = Console(file=io.StringIO(), width=100, theme=THEME)
    with screen.capture() as captured:
        screen.print(render(VIEWS["a list"], "looseends --database x.db"))

    assert "looseends --database x.db why 41" in captured.get()


def test_nothing_to_type_next_is_told_where_that_is_not_wanted() -> None:
    screen = Console(file=io.StringIO(), width=100, theme=THEME)
    with screen.capture() as captured:
        screen.print(render(VIEWS["a list"], None))

    assert "looseends" not in captured.get()
