import gc

from bot.linking import link
from bot.linking.texts import READ, WORDS, read_text
from tests.unit.linking.chat import talk


def test_topics_leave_out_everyday_words_and_those_spoken_to() -> None:
    assert read_text("mira: is the raku kiln on").topics == {"raku", "kiln"}


def test_words_are_counted_and_the_first_one_is_the_opening() -> None:
    read = read_text("Ware, ware and kiln")

    assert (read.opening, read.length) == ("ware", 4)
    assert read.words == {"ware", "and", "kiln"}


def test_a_text_without_words_opens_with_nothing() -> None:
    assert (read_text("?!").opening, read_text("?!").length) == ("", 0)


def test_only_the_beginning_of_a_text_is_read() -> None:
    text = " x" * READ + " @mira"

    assert read_text(text).length == WORDS
    assert read_text(text).names.addressed == frozenset()


def test_nothing_of_a_text_is_kept_once_it_is_linked() -> None:
    link(talk("10:00 mira: where is the zwieback\n10:01 joan: mira: which zwieback"))

    kept = [each for each in gc.get_objects() if isinstance(each, (set, frozenset, dict))]
    assert not any("zwieback" in each for each in kept)
