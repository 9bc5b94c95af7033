from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest

from bot.errors import BadInput
from bot.importers import Reading
from bot.ingest import portions as module
from bot.ingest.portions import PORTION, Portion, Proven, portions, proved
from bot.model import (
    Arrival,
    ChannelId,
    ChannelRef,
    CommunityId,
    Deleted,
    Edited,
    ImportCursor,
    MessageId,
    MessageRef,
    Platform,
)

AT = datetime(2026, 5, 3, tzinfo=UTC)
REF = MessageRef(
    ChannelRef(Platform.IMPORT, CommunityId("imports"), ChannelId("shed")), MessageId("m1")
)
CHUNK = 1000


def edited(text: str = "ok") -> Arrival:
    return Edited(REF, text, AT)


def readings(chunks: Iterable[Iterable[Arrival]], file: Proven) -> Iterator[Reading]:
    """Some readings of each chunk."""
    for chunk in chunks:
        file.read(CHUNK)
        yield from (Reading(arrival, file.position) for arrival in chunk)


def parted(chunks: list[list[Arrival]], *, after: int = 0) -> list[Portion]:
    file = Proven(BytesIO(bytes(CHUNK * len(chunks))))
    return list(portions(readings(chunks, file), file, after))


def sizes(found: list[Portion]) -> list[tuple[int, int]]:
    return [(len(portion.arrivals), portion.position) for portion in found]


def test_portion_ends_where_a_chunk_of_the_file_does() -> None:
    found = parted([[edited()] * (PORTION + 5), [edited()] * 7])

    assert sizes(found) == [(PORTION + 5, CHUNK), (7, 2 * CHUNK)]
    assert all(portion.proof for portion in found)


def test_portion_may_hold_several_chunks() -> None:
    assert sizes(parted([[edited()], [edited()]])) == [(2, 2 * CHUNK)]


def test_portion_is_full_of_long_texts_too() -> None:
    long = edited("x" * 5_000_000)

    assert sizes(parted([[long], [long, Deleted(REF, AT)]])) == [(1, CHUNK), (2, 2 * CHUNK)]


def test_portion_that_ends_inside_a_chunk_has_no_proof() -> None:
    found = parted([[edited()] * (3 * PORTION)])

    assert sizes(found) == [(2 * PORTION, CHUNK), (PORTION, CHUNK)]
    assert [portion.cursor("x") is None for portion in found] == [True, False]


def test_portions_leave_out_what_was_read_before() -> None:
    assert sizes(parted([[edited()] * 3, [edited()] * 2], after=CHUNK)) == [(2, 2 * CHUNK)]


def test_portions_give_news_while_much_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SKIPS_BETWEEN_NEWS", 10)
    found = parted([[edited()] * 25, [edited()]], after=CHUNK)

    assert sizes(found) == [(0, CHUNK), (0, CHUNK), (1, 2 * CHUNK)]
    assert found[0].cursor("x") is None


def test_portions_give_what_stands_before_a_fault_without_proof() -> None:
    file = Proven(BytesIO(b"abc"))

    def broken() -> Iterator[Reading]:
        yield Reading(edited(), 3)
        raise BadInput("is cut short.")

    [portion] = portions(broken(), file, 0)

    assert (len(portion.arrivals), portion.proof, str(portion.fault)) == (
        1,
        None,
        "-: is cut short.",
    )


def cursor_of(content: bytes) -> ImportCursor:
    file = Proven(BytesIO(content))
    file.read(len(content))
    proof = file.proof(len(content))
    assert proof is not None
    return ImportCursor("x", proof, len(content))


@pytest.mark.parametrize(
    ("content", "position"),
    [(b"abc", 3), (b"abcdef", 3), (b"abX", 0), (b"ab", 0), (b"", 0)],
)
def test_file_was_read_before_as_far_as_it_begins_as_it_did(content: bytes, position: int) -> None:
    assert proved(BytesIO(content), cursor_of(b"abc")) == position


def test_file_without_a_cursor_was_never_read() -> None:
    assert proved(BytesIO(b"abc"), None) == 0
