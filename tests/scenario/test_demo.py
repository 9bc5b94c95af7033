"""`looseends demo`: what a newcomer sees first must be true, and stay so."""

import re
from pathlib import Path

import pytest

from tests.unit.cli.terminal import looseends


@pytest.fixture(scope="module")
def page() -> str:
    result = looseends("demo")
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_the_demo_reads_every_seed_thread_and_leaves_nothing_out(page: str) -> None:
    assert "Read 7 files" in page
    assert "stayed out" not in page


def test_the_demo_shows_who_asked_where_how_old_what_came_of_it_and_whose_turn_it_is(
    page: str,
) -> None:
    assert re.search(r"Loose ends · \d+ open, \d+ partly answered · 7 channels", page)
    assert "Tamsin Brook, 8 days ago" in page
    assert re.search(r"\d of \d+ answered", page)
    assert "nobody replied" in page
    assert "partly answered" in page
    assert "waiting for helpers" in page
    assert "#Tuesday choir" in page


def test_the_demo_gives_the_context_that_a_question_needs(page: str) -> None:
    told = " ".join(page.split())

    assert (
        "would that hold for your microphones as well? re: It is often said that roof recorders "
        "miss every bird above fifty metres" in told
    )


def test_the_demo_explains_one_in_full(page: str) -> None:
    labels = ("Why a question", "Why partly", "Whose turn")

    places = [page.index(label) for label in labels]

    assert places == sorted(places)


def test_the_demo_counts_ages_from_its_own_last_message_and_says_so(page: str) -> None:
    assert re.search(r"Ages count from 17 May( 2026)?, when", " ".join(page.split()))
    assert "months ago" not in page


def test_the_demo_gives_every_question_a_number_of_its_own(page: str) -> None:
    listed = re.findall(r"^  #(\d+) ", page[: page.index("Why a question")], re.MULTILINE)

    *entries, explained = listed
    assert len(entries) == len(set(entries))
    assert explained in entries


def test_the_demo_fits_into_eighty_columns(page: str) -> None:
    assert max(map(len, page.splitlines())) <= 80


def test_what_the_demo_says_to_type_next_works(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    typed = [line.split() for line in re.findall(r"looseends (.+)", page)]
    (tmp_path / "FILE").write_text("[12:18] <ada> is it raining?\n", "utf-8")

    statuses = {" ".join(words): looseends(*words).exit_code for words in typed}

    assert statuses
    assert set(statuses.values()) == {0}, statuses
    assert any("why" in words for words in statuses)


def test_the_demo_adds_to_no_ledger_that_is_there(tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    mine.write_bytes(b"")

    result = looseends("demo", "--keep", mine)

    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert mine.read_bytes() == b""


def test_the_demo_leaves_nothing_behind(own_home: Path, tmp_path: Path) -> None:
    assert looseends("demo").exit_code == 0

    assert list(own_home.rglob("*.db")) == []
