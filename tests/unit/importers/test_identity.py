from bot.importers.calendar import INSTANT
from bot.importers.identity import Fingerprints, Recent, Ticks
from tests.unit.importers.sources import DATED


def test_recent_forgets_what_was_put_in_longest_ago() -> None:
    recent = Recent[str, int](capacity=2)
    recent["a"], recent["b"] = 1, 2
    recent["a"] = 3
    recent["c"] = 4

    assert (recent["a"], recent["b"], recent["c"], len(recent)) == (3, None, 4, 2)


def test_fingerprints_tell_the_second_time_from_the_first() -> None:
    ids = Fingerprints()
    first, second = ids.id_of("mira", "12:18", "ok"), ids.id_of("mira", "12:18", "ok")

    assert first != second
    assert (first, second) == (
        (again := Fingerprints()).id_of("mira", "12:18", "ok"),
        again.id_of("mira", "12:18", "ok"),
    )


def test_fingerprints_tell_person_time_and_words_apart() -> None:
    ids = Fingerprints()
    said = [("mira", "1", "ab"), ("mir", "a1", "ab"), ("mira", "1a", "b"), ("mira", "1", "abc")]

    assert len({ids.id_of(*parts) for parts in said}) == len(said)


def test_fingerprints_bear_half_a_surrogate_pair() -> None:
    assert Fingerprints().id_of("mira", "", "\ud83d")


def test_ticks_put_ties_apart_in_each_channel() -> None:
    ticks = Ticks()

    assert [ticks.at("a", DATED), ticks.at("b", DATED), ticks.at("a", DATED)] == [
        DATED,
        DATED,
        DATED + INSTANT,
    ]
