"""Turns + marks -> ledger of a channel. Pure: the live state and a replay both come from here."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.linking import link
from bot.model import ChannelKind, Entry, Link, Mark, Turn
from bot.resolution import resolve


@dataclass(frozen=True, slots=True)
class ChannelLedger:
    """All that is derived from one channel's messages: who replies to whom, and each question."""

    entries: tuple[Entry, ...]
    links: tuple[Link, ...]


def derive(
    turns: Sequence[Turn],
    marks: Sequence[Mark] = (),
    *,
    kind: ChannelKind = ChannelKind.ROOM,
) -> ChannelLedger:
    """The ledger of a whole channel; `turns` in order of talk."""
    links = link(turns, kind=kind)
    return ChannelLedger(entries=tuple(resolve(turns, links, marks)), links=tuple(links))
