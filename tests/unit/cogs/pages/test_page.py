"""What a message shows keeps within what Discord lets a message hold."""

from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import VERBS, Context
from bot.model import AuthorId, State
from bot.views import ListView, NoticeKind, NoticeView, View, list_view, thread_view, why_view
from bot.views.moments import READERS_ZONE
from cogs.pages.page import Page, page_of
from cogs.pages.ticket import Ticket, read
from tests.unit.cogs.pages.test_ticket import values
from tests.unit.commands.fakes import Desk
from tests.unit.views.allotment import NOW, page, record, standing, thread

READ = NOW.replace(tzinfo=READERS_ZONE)
OPEN = next(verb for verb in VERBS if verb.name == "open")
WHY = next(verb for verb in VERBS if verb.name == "why")


def shown(view: View, ticket: Ticket, context: Context | None = None) -> Page:
    return page_of(view, ticket, context or Desk().context())


def items(page: Page) -> list[Any]:
    return list(page.buttons.children)


def labels(page: Page) -> list[str | None]:
    return [item.label for item in items(page) if isinstance(item, discord.ui.Button)]


lists = st.builds(
    lambda count, total, offset: list_view(
        page(
            *(replace(record(1), number=n) for n in range(1, count + 1)),
            total=max(total, count),
            offset=offset,
        ),
        now=READ,
    ),
    st.integers(0, 30),
    st.integers(0, 99),
    st.integers(0, 50),
)


@given(lists, values(OPEN), st.integers(0, 9))
def test_a_list_with_its_buttons_fits_into_a_message(
    view: ListView, asked: dict[str, object], sheet: int
) -> None:
    one = shown(view, Ticket(OPEN, asked, sheet))

    assert len(one.embed) <= 6000
    assert len(one.embed.description or "") <= 4096
    rows = one.buttons.to_components()
    assert len(rows) <= 5
    assert all(len(row["components"]) <= 5 for row in rows)
    ids = [item.custom_id for item in items(one)]
    assert len(set(ids)) == len(ids)
    assert all(1 <= len(id_) <= 100 for id_ in ids)
    for item in items(one):
        if isinstance(item, discord.ui.Select):
            assert 1 <= len(item.options) <= 25
            assert all(1 <= len(option.label) <= 100 for option in item.options)
            assert len(item.placeholder or "") <= 150


@given(st.integers(0, 60), st.integers(1, 25))
def test_arrows_lead_through_all_of_a_list_and_back(total: int, limit: int) -> None:
    def view(ticket: Ticket) -> ListView:
        skip = int(str(ticket.given.get("skip", 0)))
        some = [replace(record(1), number=n + 1) for n in range(skip, min(skip + limit, total))]
        return list_view(page(*some, total=total, offset=skip), now=READ)

    ticket = Ticket(OPEN, {"limit": limit})
    seen: list[int] = []
    for _ in range(200):
        here = view(ticket)
        one = shown(here, ticket)
        seen += [
            e.number
            for g in here.groups
            for e in g.entries
            if f"**#{e.number}**" in str(one.embed.description)
        ]
        arrows = {item.label: item for item in items(one) if item.row == 0}
        if not arrows or arrows["▶"].disabled:
            break
        ticket = read(arrows["▶"].custom_id.removeprefix("page:"))

    assert seen == list(range(1, total + 1))


def test_of_a_view_in_sheets_the_last_is_shown_where_there_are_fewer_than_asked_for() -> None:
    many = [replace(record(1), number=n) for n in range(1, 60)]
    view = thread_view(thread(*many), now=READ)

    last = shown(view, Ticket(WHY, {"number": 1}, 98))

    assert last.embed.footer.text is not None
    here, _, count = last.embed.footer.text.removeprefix("Sheet ").partition(" of ")
    assert here == count
    assert labels(last) == ["◀", "▶"]


@pytest.mark.parametrize(
    ("state", "mine", "others"),
    [
        (
            State.OPEN,
            ["Resolve", "Dismiss", "I'm on it", "Snooze for a week"],
            ["I'm on it", "Snooze for a week"],
        ),
        (State.RESOLVED, ["Reopen"], list[str]()),
    ],
)
def test_what_can_be_done_about_a_question_is_offered_to_who_may(
    state: State, mine: list[str], others: list[str]
) -> None:
    asked = record(1, standing(state))
    view, ticket = why_view(asked, now=READ), Ticket(WHY, {"number": 1})
    nobody = Desk(viewer=AuthorId("somebody")).context()

    assert labels(shown(view, ticket, replace(nobody, viewer=asked.message.author.id))) == mine
    assert (
        labels(shown(view, ticket, replace(nobody, settling=frozenset({asked.channel.ref}))))
        == mine
    )
    assert labels(shown(view, ticket, nobody)) == others


def test_a_notice_without_anything_to_undo_has_no_buttons() -> None:
    notice = NoticeView(NoticeKind.FAILED, "It did not work.", "Try again.")

    assert items(shown(notice, Ticket(WHY, {"number": 1}))) == []
