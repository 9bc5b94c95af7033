"""Archives that people hand over where they talk: read into the channels where they belong."""

import asyncio
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import islice
from typing import Final, NamedTuple

from bot.importers import TOLERANCE, ReadOptions, Tally, read
from bot.ingest.intake import Recorder
from bot.ingest.receipt import Receipt
from bot.model import Posted

MOST: Final = 25 * 1024 * 1024
"""Bytes of one archive; `looseends import` reads larger ones."""
_TOGETHER: Final = 1_000
"""Messages in one transaction."""


class Handed(NamedTuple):
    """How many messages were new, and how many known; how many questions got a number; and how many
    records could not be read.
    """

    new: int
    known: int
    questions: int
    left_out: int


async def take_in(
    recorder: Recorder,
    content: bytes,
    options: ReadOptions,
    at_home: Callable[[Posted], Posted | None],
) -> Handed:
    """Takes in an archive, so many messages at a time; `at_home` says where each belongs, None
    where it is not to be kept. Raises BadInput and StoreError: what stands before a fault is kept.
    """
    tally, receipt = Tally(tolerance=TOLERANCE), Receipt()
    posts = _posts(content, options, tally, at_home)
    while batch := await asyncio.to_thread(lambda: list(islice(posts, _TOGETHER))):
        receipt += await recorder.ingest(batch)
    left_out = tally.bad + len(receipt.set_aside)
    return Handed(receipt.new, receipt.unchanged, receipt.questions, left_out)


def _posts(
    content: bytes, options: ReadOptions, tally: Tally, at_home: Callable[[Posted], Posted | None]
) -> Iterator[Posted]:
    for reading in read(BytesIO(content), options, tally=tally):
        if isinstance(reading.arrival, Posted) and (post := at_home(reading.arrival)):
            yield post
