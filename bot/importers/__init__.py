"""Importers: files that people bring -> Arrivals. Every kind is read as a stream."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final

from bot.importers.detection import format_of, refuse_misfit
from bot.importers.discord import read_discord
from bot.importers.forum import read_forum
from bot.importers.jsonl import read_jsonl
from bot.importers.matrix import read_matrix
from bot.importers.reading import (
    COMMUNITY,
    READING_VERSION,
    TOLERANCE,
    Format,
    Reading,
    ReadOptions,
    Tally,
)
from bot.importers.source import Readable, Source
from bot.importers.transcript import read_transcript

__all__ = [
    "COMMUNITY",
    "READING_VERSION",
    "TOLERANCE",
    "Format",
    "ReadOptions",
    "Readable",
    "Reading",
    "Tally",
    "detect",
    "read",
]

_READERS: Final[dict[Format, Callable[[Source], Iterator[Reading]]]] = {
    Format.FORUM: read_forum,
    Format.TRANSCRIPT: read_transcript,
    Format.DISCORD: read_discord,
    Format.MATRIX: read_matrix,
    Format.JSONL: read_jsonl,
}


def detect(head: bytes, options: ReadOptions) -> Format:
    """The format of a source, by its first bytes (64 kB are enough).

    Raises BadInput where it is empty, binary, not in the encoding that was said, or JSON of an
    unknown kind.
    """
    return format_of(Source(BytesIO(head), options, Tally()))


def read(
    source: Readable,
    options: ReadOptions,
    *,
    format: Format | None = None,
    tally: Tally | None = None,
) -> Iterator[Reading]:
    """The readings of a source, in its order; without `format` it is recognised.

    The first bad record raises BadInput, unless a `tally` bears with it and counts it. BadInput
    is also raised where the source is empty, binary, in another encoding, cut short, or of
    another format; what stands before the fault has then been given.
    """
    opened = Source(source, options, tally or Tally())
    chosen = format or format_of(opened)
    refuse_misfit(opened, chosen)
    for reading in _READERS[chosen](opened):
        opened.tally.good += 1
        yield reading
    if opened.tally.good == 0 and opened.tally.named:
        raise opened.tally.named[0]
