"""Turns + marks -> ledger of a channel. Pure: the live state and a replay both come from here."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ingest.stages import STAGES, Stages
from bot.model import ChannelKind, Entry, Link, Mark, Turn


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
    stages: Stages = STAGES,
) -> ChannelLedger:
    """The ledger of a whole channel; `turns` in order of talk."""
    links = stages.link(turns, kind=kind)
    return ChannelLedger(entries=tuple(stages.resolve(turns, links, marks)), links=tuple(links))
