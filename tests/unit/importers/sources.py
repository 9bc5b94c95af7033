"""What the tests of the importers hand in, and what they look at."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import pytest

from bot.errors import BadInput
from bot.importers import Format, ReadOptions, Tally, read
from bot.model import Arrival, Message, Posted

DATED = datetime(2026, 6, 1, 20, 0, tzinfo=UTC)
"""When all these sources were written."""


def options(
    name: str = "talk.txt",
    *,
    dated: datetime = DATED,
    community: str | None = None,
    channel: str | None = None,
    encoding: str | None = None,
) -> ReadOptions:
    return ReadOptions(
        dated=dated, name=name, community=community, channel=channel, encoding=encoding
    )


def arrivals(
    source: str | bytes,
    kind: Format | None = None,
    *,
    given: ReadOptions | None = None,
    tally: Tally | None = None,
) -> list[Arrival]:
    raw = source.encode() if isinstance(source, str) else source
    readings = read(BytesIO(raw), given or options(), format=kind, tally=tally)
    return [reading.arrival for reading in readings]


def posts(
    source: str | bytes,
    kind: Format | None = None,
    *,
    given: ReadOptions | None = None,
    tally: Tally | None = None,
) -> list[Posted]:
    found = arrivals(source, kind, given=given, tally=tally)
    return [arrival for arrival in found if isinstance(arrival, Posted)]


def messages(
    source: str | bytes,
    kind: Format | None = None,
    *,
    given: ReadOptions | None = None,
    tally: Tally | None = None,
) -> list[Message]:
    return [posted.message for posted in posts(source, kind, given=given, tally=tally)]


def said(found: Sequence[Message]) -> list[tuple[str, str]]:
    return [(message.author.name, message.text) for message in found]


def fault(
    source: str | bytes, kind: Format | None = None, *, given: ReadOptions | None = None
) -> BadInput:
    with pytest.raises(BadInput) as caught:
        arrivals(source, kind, given=given)
    return caught.value
