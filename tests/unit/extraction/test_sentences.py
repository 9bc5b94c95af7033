import pytest

from bot.extraction.sentences import Sentence, sentences_of
from bot.extraction.tokens import tokens_of


def read(text: str) -> list[Sentence]:
    return sentences_of(tokens_of(text), text, frozenset({"e.g"}))


def texts(text: str) -> list[str]:
    return [text[s.tokens[0].start : s.end] for s in read(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It works. Does it scale? Yes!", ["It works.", "Does it scale?", "Yes!"]),
        ("use v1.2 (e.g. the old one) now", ["use v1.2 (e.g. the old one) now"]),
        ("see e.g. the manual", ["see e.g. the manual"]),
        ("it opens a.php?id=3 fine", ["it opens a.php?id=3 fine"]),
        ("そうです。本当？はい", ["そうです。", "本当？", "はい"]),
        ("one\ntwo", ["one", "two"]),
        ("- one\n- two", ["one", "two"]),
        ("said so:\n> is it?\nno", ["said so:", "no"]),
        ("nice 🎉 who did it", ["nice", "who did it"]),
    ],
)
def test_sentences_end_at_terminators_lines_walls_and_emoji(text: str, parts: list[str]) -> None:
    assert texts(text) == parts


def test_a_hard_wrapped_line_goes_on_in_the_next() -> None:
    long = "this line of an old-fashioned mail was wrapped by its writer at"
    assert texts(f"{long}\nseventy columns. Fine.") == [f"{long}\nseventy columns.", "Fine."]
    assert len(texts(f"{long}\n\nseventy columns")) == 2
    assert len(texts(f"{long}\nSeventy columns")) == 2
    assert len(texts(f"{long}\n")) == 1
    assert len(texts("\nshort")) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It grew (or did it?) and fell", ["It grew", "or did it?", "and fell"]),
        ("It grew (mostly in the north of town).", ["It grew", "mostly in the north of town"]),
        ("(I never saw it myself.) Fine", ["I never saw it myself.", "Fine"]),
        ("It grew (a bit).", ["It grew (a bit)."]),
        ("It grew (never closed", ["It grew (never closed"]),
        ("It grew) and (so did (they)) too", ["It grew) and (so did (they)) too"]),
        ("It (\n grew)", ["It (", "grew)"]),
    ],
)
def test_brackets_with_a_thought_of_their_own_stand_alone(text: str, parts: list[str]) -> None:
    spans = [text[s.tokens[0].start : max(s.end, s.tokens[-1].end)] for s in read(text)]
    assert [span.rstrip("()") for span in spans] == [part.rstrip("()") for part in parts]


def test_a_sentence_before_closing_brackets_keeps_its_mark() -> None:
    first, aside = read("Is it late (as Mia kept on saying)?")
    assert (first.asks, aside.asks, aside.bracketed) == (True, False, True)


def test_the_full_stop_of_an_acronym_ends_a_sentence_only_before_a_capital() -> None:
    assert len(read("Open at 9 a.m. or later. It is so in the U.S. The bees agree.")) == 3
    assert len(read("see lid.py. it works")) == 2


def test_a_terminator_behind_an_emoji_is_a_sentence_without_tokens() -> None:
    lid, stray = read("which lid 🐝 ?")
    assert (lid.open_ended, stray.asks, stray.tokens) == (True, True, [])


def test_paragraphs_and_list_entries_are_counted() -> None:
    sentences = read("intro. more\n\n- one. two\n- three\n\n# End\nlast")
    assert [s.paragraph for s in sentences] == [0, 0, 2, 2, 3, 5, 5]
    assert [s.listed for s in sentences] == [False, False, True, True, True, False, False]
    assert [s.heading for s in sentences] == [False] * 5 + [True, False]


def test_marks_say_what_a_sentence_does() -> None:
    asks, exclaims, states, both = read("Is it? It is! So be it. What?!")
    assert asks.asks
    assert exclaims.exclaims
    assert states.states
    assert both.asks
    assert not both.exclaims
