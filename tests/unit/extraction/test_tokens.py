import pytest

from bot.extraction.tokens import Kind, tokens_of, words_of


def kinds(text: str) -> list[tuple[Kind, str]]:
    return [(token.kind, text[token.start : token.end]) for token in tokens_of(text)]


@pytest.mark.parametrize(
    "opaque",
    [
        "`why?`",
        "https://example.org/a?b=c",
        '"is it?"',
        "“is it?”",
        "«est-ce ?»",
        "„ist es?“",
        "「何？」",
    ],
)
def test_code_links_and_quotations_are_one_opaque_word(opaque: str) -> None:
    assert kinds(f"see {opaque} ok")[1] == (Kind.OPAQUE, opaque)


@pytest.mark.parametrize("wall", ["```\nwhy?\n```", "> why?", "&gt; why?", "```py\nnever closed?"])
def test_code_blocks_and_quoted_lines_are_walls(wall: str) -> None:
    assert kinds(wall) == [(Kind.WALL, wall)]


def test_a_link_leaves_the_question_mark_to_its_sentence() -> None:
    assert kinds("is it https://example.org/x?")[-2:] == [
        (Kind.OPAQUE, "https://example.org/x"),
        (Kind.END, "?"),
    ]


@pytest.mark.parametrize("marker", ["- ", "* ", "• ", "1. ", "2) ", "(3) ", "## ", "a) "])
def test_list_markers_and_heading_marks_stand_at_the_start_of_a_line(marker: str) -> None:
    assert kinds(f"{marker}one\n  {marker}two")[0] == (Kind.BULLET, marker)
    assert (Kind.BULLET, f"  {marker}") in kinds(f"{marker}one\n  {marker}two")


@pytest.mark.parametrize("mention", ["<@123>", "<@!123>", "<#9>", "<:blob:42>", "@anna"])
def test_mentions_are_tokens_of_their_own(mention: str) -> None:
    assert kinds(f"{mention} hi")[0] == (Kind.MENTION, mention)


def test_words_keep_apostrophes_dots_and_hyphens_inside() -> None:
    assert words_of("It’s v1.2, e-mail; e.g. x_y") == ["it's", "v1.2", "e-mail", "e.g", "x_y"]


def test_a_token_knows_its_capital() -> None:
    assert [token.capital for token in tokens_of("Anna met bob")] == [True, False, False]


def test_japanese_is_read_letter_by_letter() -> None:
    assert kinds("犬か？") == [(Kind.CJK, "犬"), (Kind.CJK, "か"), (Kind.END, "？")]


def test_smileys_open_no_brackets() -> None:
    assert all(kind is not Kind.OPEN for kind, _ in kinds("oh :( well ;) fine"))


def test_punctuation_has_kinds() -> None:
    assert [kind for kind, _ in kinds("a, b: c — d (e) ¿f 🎉\n")] == [
        Kind.WORD,
        Kind.COMMA,
        Kind.WORD,
        Kind.COLON,
        Kind.WORD,
        Kind.DASH,
        Kind.WORD,
        Kind.OPEN,
        Kind.WORD,
        Kind.CLOSE,
        Kind.ASKS,
        Kind.WORD,
        Kind.EMOJI,
        Kind.BREAK,
    ]
