"""The picture at the top of a digest, as platforms take it."""

import asyncio

from bot.model import Counts
from bot.views.chart import chart

_ZOOM = 2


async def picture(counts: Counts | None) -> bytes | None:
    """A PNG of the counts; None where there is nothing to be seen."""
    if counts is None or (not any(sum(week) for week in counts.weeks) and not any(counts.ages)):
        return None
    return await asyncio.to_thread(png, chart(counts))


def png(svg: str) -> bytes:
    """The drawing as PNG, twice as large. It has no letters: no font need be there."""
    import resvg_py  # only who posts a picture needs it

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_ZOOM, skip_system_fonts=True))
