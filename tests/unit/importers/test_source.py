import gzip
from io import BytesIO

import pytest

from bot.errors import BadInput
from bot.importers.reading import Tally
from bot.importers.source import CHUNK, LONGEST_LINE, Line, Source
from tests.unit.importers.sources import options


class Drip:
    """A pipe that gives a few bytes at a time."""

    def __init__(self, content: bytes, size: int) -> None:
        self._rest, self._size = BytesIO(content), size

    def read(self, size: int, /) -> bytes:
        return self._rest.read(min(size, self._size))


def opened(content: bytes, *, encoding: str | None = None, tolerance: int = 0) -> Source:
    return Source(BytesIO(content), options(encoding=encoding), Tally(tolerance=tolerance))


def lines(content: bytes, *, encoding: str | None = None) -> list[str]:
    return [line.text for line in opened(content, encoding=encoding).lines()]


def fault(content: bytes, *, encoding: str | None = None) -> BadInput:
    with pytest.raises(BadInput) as caught:
        lines(content, encoding=encoding)
    return caught.value


def test_source_numbers_its_lines_and_takes_either_ending() -> None:
    assert list(opened(b"one\r\n\ntwo\nthree").lines()) == [
        Line(1, "one"),
        Line(2, ""),
        Line(3, "two"),
        Line(4, "three"),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_source_gives_the_same_lines_however_it_drips(size: int) -> None:
    content = "früh\nspät\n\n한국어 😀\nend".encode()
    dripping = Source(Drip(content, size), options(), Tally())

    assert [line.text for line in dripping.lines()] == ["früh", "spät", "", "한국어 😀", "end"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_source_obeys_a_byte_order_mark(encoding: str) -> None:
    assert lines("früh\nspät".encode(encoding)) == ["früh", "spät"]


def test_source_obeys_the_encoding_that_was_said() -> None:
    assert lines("früh\nspät".encode("latin-1"), encoding="latin-1") == ["früh", "spät"]


def test_source_names_line_and_remedy_of_another_encoding() -> None:
    error = fault("all is\nwell, früh".encode("latin-1"))

    assert error.line == 2
    assert "UTF-8" in error.problem
    assert "iconv" in error.remedy
    assert "--encoding" in error.remedy


def test_source_names_the_line_of_another_encoding_far_into_the_file() -> None:
    error = fault(b"well\n" * CHUNK + "früh".encode("latin-1"))

    assert error.line == CHUNK + 1


def test_source_refuses_bytes_that_are_not_in_the_encoding_that_was_said() -> None:
    assert "ASCII" in fault("früh".encode(), encoding="ascii").problem


def test_source_refuses_an_encoding_that_nobody_knows() -> None:
    assert '"klingon"' in fault(b"qapla", encoding="klingon").problem


def test_source_in_another_encoding_may_span_chunks() -> None:
    assert lines(("früh\n" * CHUNK).encode("utf-16"))[-1] == "früh"


@pytest.mark.parametrize("content", [b"", gzip.compress(b"", mtime=0), "".encode("utf-8-sig")])
def test_source_refuses_an_empty_file(content: bytes) -> None:
    assert "empty" in fault(content).problem


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04 and more", "ZIP"),
        (b"SQLite format 3\0 and more", "SQLite"),
        (b"\0\1\2\3" * 100, "binary"),
        (bytes(n * n % 251 for n in range(5000)), "binary"),
        ("früh".encode("utf-16-le"), "UTF-16 without its mark"),
    ],
)
def test_source_says_what_a_binary_file_is(content: bytes, kind: str) -> None:
    assert kind in fault(content).problem


def test_source_names_its_file_in_errors() -> None:
    assert str(fault(b"")).startswith("talk.txt: is empty.")


def test_source_opens_gzip_of_several_members() -> None:
    assert lines(gzip.compress(b"one\ntw") + gzip.compress(b"o\nthree")) == ["one", "two", "three"]


def test_source_counts_the_bytes_it_took_and_not_those_they_unfold_to() -> None:
    packed = gzip.compress(b"the same line\n" * 100_000)
    source = opened(packed)

    assert sum(1 for _ in source.lines()) == 100_000
    assert source.position == len(packed)


@pytest.mark.parametrize("size", [1, 5, 100])
def test_source_opens_gzip_that_drips(size: int) -> None:
    source = Source(Drip(gzip.compress(b"one\ntwo"), size), options(), Tally())

    assert [line.text for line in source.lines()] == ["one", "two"]


def test_source_gives_what_stands_before_the_cut_of_a_gzip_file() -> None:
    packed = gzip.compress(b"".join(b"line %d\n" % n for n in range(200_000)))
    given: list[Line] = []

    with pytest.raises(BadInput, match="cut short"):
        given.extend(opened(packed[: len(packed) // 2]).lines())

    assert given[:2] == [Line(1, "line 0"), Line(2, "line 1")]


def test_source_refuses_damaged_gzip() -> None:
    packed = bytearray(gzip.compress(b"a line\n" * 1000))
    packed[20:40] = bytes(20)

    assert "damaged" in fault(bytes(packed)).problem


def test_source_sets_aside_a_line_that_is_too_long_and_goes_on() -> None:
    source = opened(b"one\n" + b"x" * (10 * LONGEST_LINE) + b"\ntwo", tolerance=9)

    assert [line.text for line in source.lines()] == ["one", "two"]
    assert [error.line for error in source.tally.named] == [2]


def test_source_sets_aside_a_last_line_that_is_too_long() -> None:
    source = opened(b"one\n" + b"x" * (3 * LONGEST_LINE), tolerance=9)

    assert [line.text for line in source.lines()] == ["one"]
    assert source.tally.bad == 1


def test_source_sets_aside_a_line_with_nul_bytes_and_goes_on() -> None:
    source = opened(b"a good line\n" * 50 + b"a \0 one\nand on", tolerance=9)

    assert [line.text for line in source.lines()][-1] == "and on"
    assert [(error.line, "NUL" in error.problem) for error in source.tally.named] == [(51, True)]
