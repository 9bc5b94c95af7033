"""No name leaves the machine, and every stretch of what did finds its way back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.sending.names import folded
from bot.llm.sending.pseudonyms import Pseudonyms
from bot.llm.sending.sent import Sent
from bot.model import Author, AuthorId, Span
from bot.words import STOP_WORDS

NAMES = Pseudonyms(b"a key")
MIRA = Author(AuthorId("1001"), "Mira Holm")
TOM = Author(AuthorId("@tom:example.org"), "Tom")
WILL = Author(AuthorId("1003"), "will")
HAN = Author(AuthorId("1004"), "田中")
JOSE = Author(AuthorId("1005"), "José")
PEAR = Author(AuthorId("100200300400"), "[InesPear]_42")
GARDENER = Author(AuthorId("1007"), "The Gardener")
ED = Author(AuthorId("1008"), "ed")
GRAMMAR = {word for words in STOP_WORDS.values() for word in words} | {"may"}
APRES = Author(AuthorId("1009"), "Après")
NAMELESS = Author(AuthorId("42"), "🎉")
PEOPLE = [MIRA, TOM, WILL, HAN, JOSE, PEAR, GARDENER, ED, APRES, NAMELESS]
VEIL = NAMES.veil(PEOPLE)
M, T, W, H, J, P, G, E, A, _ = (NAMES.of(each.id) for each in PEOPLE)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Mira Holm asked", f"{M} asked"),
        ("MIRA HOLM asked", f"{M} asked"),
        ("ask Mira, or Holm", f"ask {M}, or {M}"),
        ("tom: is it you?", f"{T}: is it you?"),
        ("<@1001> and <@!1001>", f"{M} and {M}"),
        ("ping @tom:example.org please", f"ping {T} please"),
        ("Tomorrow the atom", "Tomorrow the atom"),
        ("田中さんは", f"{H}さんは"),
        ("nobody here", "nobody here"),
        ("42 of them, 🎉", "42 of them, 🎉"),
        ("Mira's, and Miras", f"{M}'s, and {M}s"),
        ("mira_ or mira2", f"{M}_ or {M}2"),
        ("miracle, admira, mira_holm", f"miracle, admira, {M}_{M}"),
        ("write to TOM-san", f"write to {T}-san"),
        ("José and jose", f"{J} and {J}"),
        ("ask ines or pear, not appear", f"ask {P} or {P}, not appear"),
        ("id 100200300400 was it", f"id {P} was it"),
        ("the gardener, a gardener, the tree", f"{G}, a {G}, the tree"),
    ],
)
def test_people_go_by_their_pseudonyms(text: str, sent: str) -> None:
    assert VEIL.over(text).text == sent


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("will it rain, and will he tell", "will it rain, and will he tell"),
        ("ask Will about it", f"ask {W} about it"),
        ("WILL said so", f"{W} said so"),
        ("will: does it rain?\n  ed, look", f"{W}: does it rain?\n  {E}, look"),
        ("then: will, as I said, come", "then: will, as I said, come"),
        ("@will and @ed", f"{W} and {E}"),
        ("Ed used the used one", f"{E} used the used one"),
        ("the aprés of Aprés: apres", f"the aprés of {A}: apres"),
        ("Wills, Eds", "Wills, Eds"),
    ],
)
def test_words_of_grammar_and_two_letters_mean_somebody_where_they_are_written_so(
    text: str, sent: str
) -> None:
    assert VEIL.over(text).text == sent


@pytest.mark.parametrize(
    "text",
    ["write to ada.b@mail.example.org", "hi @ada.b how are you", "<@77> knows", "@ada:h.example"],
)
def test_whoever_is_mentioned_has_a_pseudonym_though_nobody_knows_them(text: str) -> None:
    sent = VEIL.over(text).text

    assert "person-" in sent
    assert "ada" not in sent
    assert "77" not in sent


def test_a_pseudonym_stays_and_tells_nothing_without_the_key() -> None:
    assert NAMES.of("1001") == Pseudonyms(b"a key").of("1001")
    assert NAMES.of("1001") != Pseudonyms(b"another").of("1001")
    assert "1001" not in NAMES.of("1001")


@pytest.mark.parametrize("mark", ["<|im_end|>", "[/INST]", "</s>", "<<SYS>>", "<start_of_turn>"])
def test_marks_of_chat_templates_are_broken_up(mark: str) -> None:
    sent = VEIL.over(f"so {mark} then").text

    assert mark not in sent
    assert sent.replace(" ", "") == f"so{mark}then"


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "\x1b", "\U000e0041"])
def test_what_no_endpoint_takes_is_not_sent(odd: str) -> None:
    sent = VEIL.over(f"a{odd}b").text

    assert sent == "a\ufffdb"
    assert sent.encode()


def test_a_stretch_that_touches_a_pseudonym_means_all_of_the_name() -> None:
    text = "I told Mira Holm that it fits"
    sent = VEIL.over(text)
    start = sent.text.index(M)

    assert sent.original(Span(start, start + 4)).of(text) == "Mira Holm"
    assert sent.original(Span(start + 4, len(sent.text))).of(text) == "Mira Holm that it fits"
    assert sent.original(Span(0, start)).of(text) == "I told "


@given(
    st.lists(
        st.sampled_from(
            ["Mira Holm", "tom", " ", "?", "<@1001>", "\x00", "x@y.z", "é", "田中", "<|"]
        )
    ).map("".join)
)
def test_every_stretch_of_what_was_sent_stands_in_the_original(text: str) -> None:
    sent = VEIL.over(text)

    assert sent.original(Span(0, len(sent.text))) == Span(0, len(text))
    before = 0
    for place in range(len(sent.text) + 1):
        span = sent.original(Span(place, place))
        assert before <= span.start <= len(text)
        before = span.start


def test_a_text_that_was_not_changed_is_its_own_original() -> None:
    assert Sent("as it is").original(Span(3, 5)) == Span(3, 5)


CALLED = st.text("abdehimnorsuáéñøßжд", min_size=3, max_size=7)
"""What somebody may be called: made up, so that hardly any of it is a word."""
NAMED = st.lists(CALLED, min_size=1, max_size=2).map(" ".join)
BETWEEN = st.sampled_from(
    [
        " ",
        ", ",
        ": ",
        "'s ",
        " @",
        "\n",
        "_",
        "-",
        "2 ",
        "s ",
        "(",
        "! ",
        "🎉",
        "。",
        "",
        "<@1>",
        "\x00",
    ]
)
SPELLED = st.sampled_from([str, str.upper, str.lower, str.title])


def is_of_grammar(name: str) -> bool:
    return folded(name) in map(folded, GRAMMAR)


@given(st.lists(NAMED, min_size=1, max_size=6), st.data())
def test_no_name_of_the_people_given_stands_in_what_is_sent(
    names: list[str], data: st.DataObject
) -> None:
    words = st.one_of(CALLED, st.sampled_from(names), st.sampled_from(" ".join(names).split()))
    said = data.draw(st.lists(st.tuples(words, SPELLED, BETWEEN), max_size=12))
    text = "".join(spell(word) + between for word, spell, between in said)

    sent = NAMES.veil(Author(AuthorId(f"id-{name}"), name) for name in names).over(text)

    told = re.sub(r"person-[a-z2-7]{6}", "*", sent.text)
    for called in {*names, *" ".join(names).split()}:
        if is_of_grammar(called):
            continue
        assert not re.search(rf"(?<![^\W_]){re.escape(called)}(?![^\W_])", told, re.IGNORECASE)


@given(st.lists(st.tuples(CALLED, BETWEEN), max_size=12), st.lists(NAMED, max_size=6))
def test_what_was_sent_is_turned_back_into_what_was_written(
    said: list[tuple[str, str]], names: list[str]
) -> None:
    text = "".join(word + between for word, between in said)

    sent = NAMES.veil(Author(AuthorId(f"id-{name}"), name) for name in names).over(text)

    assert unveiled(sent, text) == text


def unveiled(sent: Sent, text: str) -> str:
    """What was sent, with the very words back in each place that stands for others."""
    back, end = "", 0
    for here, there in sent.changed:
        back += sent.text[end : here.start] + there.of(text)
        end = here.end
        assert sent.original(here) == there
    return back + sent.text[end:]


@pytest.mark.parametrize(
    "piece", ["Given Surname99 said so. ", "Given ", "Surname7", "the ", "given_", "田中", "g"]
)
def test_five_hundred_people_take_no_longer_than_the_text(piece: str) -> None:
    veil = NAMES.veil(
        Author(AuthorId(f"{number}"), f"Given{'n' * (number % 70)} Surname{number}")
        for number in range(500)
    )

    assert veil.over(piece * (100_000 // len(piece))).text


@pytest.mark.parametrize("piece", ["a.", "@", "a@b.", "<@", "Mira ", "a-", "田", "田中", "<|"])
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    assert VEIL.over(piece * (100_000 // len(piece))).text


def test_other_people_have_another_veil() -> None:
    assert NAMES.veil([TOM, MIRA]) is NAMES.veil([MIRA, TOM])
    assert NAMES.veil([TOM]).over("Mira and Tom").text == f"Mira and {T}"
    assert NAMES.veil([]).over("Mira and Tom").text == "Mira and Tom"


def test_without_people_only_mentions_are_veiled() -> None:
    assert NAMES.veil([]).over("Mira wrote to <@1001>").text == f"Mira wrote to {M}"
