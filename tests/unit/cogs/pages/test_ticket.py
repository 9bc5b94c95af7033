from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import VERBS, Verb
from bot.model import Order, State
from cogs.pages.ticket import LIMIT, Ticket, kind_of, read, written

if TYPE_CHECKING:
    from enum import StrEnum

_VERB = next(verb for verb in VERBS if verb.name == "find")
_SHAPE = written(Ticket(_VERB)).partition("~")[2][:3]
OF_ANOTHER_RELEASE = written(Ticket(_VERB, {"text": "soil"})).replace(_SHAPE, "000")

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


def values(verb: Verb[Any]) -> st.SearchStrategy[dict[str, object]]:
    """What may be given to a verb."""
    of_kind: dict[type, st.SearchStrategy[object]] = {
        int: st.integers(0, 10**9),
        str: words | st.integers(10**9, 2**64).map(str),
        timedelta: st.integers(1, 10**8).map(lambda s: timedelta(seconds=s)),
        State: st.lists(st.sampled_from(State), min_size=1).map(tuple),
    }
    kinds = {p.name: kind_of(p) for p in verb.parameters}
    optional = {
        name: of_kind[kind]
        if kind in of_kind
        else st.sampled_from(list(cast("type[StrEnum]", kind)))
        for name, kind in kinds.items()
    }
    if "limit" in optional:
        optional["limit"] = st.integers(1, 10**9)  # no edge lets anybody ask for a page of none
    return st.fixed_dictionaries({}, optional=optional)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: f"{verb.group} {verb.name}")
@given(data=st.data(), sheet=st.integers(0, 99))
def test_a_ticket_is_read_as_it_was_written(
    verb: Verb[Any], data: st.DataObject, sheet: int
) -> None:
    ticket = Ticket(verb, data.draw(values(verb)), sheet)

    assert read(written(ticket)) == ticket


def test_a_usual_list_fits_on_a_button() -> None:
    verb = next(verb for verb in VERBS if verb.name == "open")
    given = {
        "state": (State.OPEN, State.ANSWERED),
        "channel": str(2**63),
        "asker": str(2**62),
        "text": "soil below the beds",
        "older_than": timedelta(days=30),
        "order": Order.MOST_ASKED,
        "skip": 1500,
        "limit": 5,
    }

    assert len(f"page:+:{written(Ticket(verb, given, 12))}") <= LIMIT


def test_skipping_starts_at_the_first_sheet() -> None:
    verb = next(verb for verb in VERBS if verb.name == "open")

    assert Ticket(verb, {"limit": 5}, 3).skipping(10) == Ticket(verb, {"limit": 5, "skip": 10}, 0)


@pytest.mark.parametrize(
    "text",
    ["", "nothing", "nothing.at~0000", "status.show~zzz0", "status.show~x", OF_ANOTHER_RELEASE],
)
def test_what_is_no_ticket_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        read(text)
