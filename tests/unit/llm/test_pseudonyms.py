"""No name leaves the machine, and every stretch of what did finds its way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.pseudonyms import Pseudonyms
from bot.llm.sent import Sent
from bot.model import Author, AuthorId, Span

NAMES = Pseudonyms(b"a key")
MIRA = Author(AuthorId("1001"), "Mira Holm")
TOM = Author(AuthorId("@tom:example.org"), "Tom")
WILL = Author(AuthorId("1003"), "will")
HAN = Author(AuthorId("1004"), "田中")
VEIL = NAMES.veil([MIRA, TOM, WILL, HAN])
M, T, W, H = (NAMES.of(each.id) for each in (MIRA, TOM, WILL, HAN))


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
        ("will it rain", f"{W} it rain"),
        ("Will it rain", "Will it rain"),
        ("田中さんは", f"{H}さんは"),
        ("nobody here", "nobody here"),
    ],
)
def test_people_go_by_their_pseudonyms(text: str, sent: str) -> None:
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


@pytest.mark.parametrize("piece", ["a.", "@", "a@b.", "<@", "Mira ", "a-", "田", "<|"])
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    assert VEIL.over(piece * (100_000 // len(piece))).text


def test_without_people_only_mentions_are_veiled() -> None:
    assert NAMES.veil([]).over("Mira wrote to <@1001>").text == f"Mira wrote to {M}"
