from bot.linking.texts import READ, WORDS, read_text


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
