import pytest

from bot.errors import BadInput
from bot.importers import ReadOptions, Tally
from tests.unit.importers.sources import DATED

BAD = BadInput("is no JSON.", source="talk.jsonl", line=7, remedy="Mend it.")


def test_tally_without_tolerance_raises_the_first_bad_record() -> None:
    with pytest.raises(BadInput) as caught:
        Tally().set_aside(BAD)

    assert caught.value is BAD


def test_tally_names_a_few_bad_records_and_counts_all() -> None:
    tally = Tally(tolerance=100, good=1)
    for _ in range(20):
        tally.set_aside(BAD)

    assert (tally.bad, len(tally.named)) == (20, 5)


def test_tally_gives_up_where_bad_records_are_too_many() -> None:
    tally = Tally(tolerance=20, good=1000)
    for _ in range(20):
        tally.set_aside(BAD)

    with pytest.raises(BadInput, match="more than 20 bad records") as caught:
        tally.set_aside(BAD)

    assert caught.value.line == 7


def test_tally_gives_up_early_where_nothing_was_good() -> None:
    tally = Tally(tolerance=100)
    for _ in range(9):
        tally.set_aside(BAD)

    with pytest.raises(BadInput) as caught:
        tally.set_aside(BAD)

    assert caught.value is BAD


@pytest.mark.parametrize(
    ("name", "stem"),
    [("a/b/garden.2024.txt.gz", "garden"), ("-", "-"), (".txt", "import"), ("", "import")],
)
def test_channel_is_named_after_the_file(name: str, stem: str) -> None:
    assert ReadOptions(dated=DATED, name=name).stem == stem
