"""What stays of a batch, and of what was known, when channels or whole communities go. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from bot.ingest.cleaning import subject
from bot.model import (
    AboutMessage,
    Arrival,
    ChannelId,
    ChannelRef,
    Departure,
    Gone,
    Left,
    Memory,
    Parting,
    Posted,
)


def lingering(arrivals: Sequence[Arrival]) -> tuple[Sequence[Arrival], tuple[Parting, ...]]:
    """The arrivals, and where we parted from: what was read there is kept for a while."""
    lefts = [arrival for arrival in arrivals if isinstance(arrival, Left)]
    if not lefts:
        return arrivals, ()
    stay = [arrival for arrival in arrivals if not isinstance(arrival, Left)]
    return stay, tuple(Parting(a.platform, a.community, a.at, a.channel) for a in lefts)


def remaining(
    arrivals: Sequence[AboutMessage | Departure], memory: Memory
) -> tuple[tuple[Departure, ...], Memory, list[AboutMessage]]:
    """The departures, what is known besides what they take, and the arrivals that they leave.

    A channel that is gone takes whatever is said of it, sooner or later; a community that was left
    takes only what was said before.
    """
    if not memory.gone and not any(isinstance(a, Gone | Left) for a in arrivals):
        return (), memory, [a for a in arrivals if not isinstance(a, Gone | Left)]
    departures: list[Departure] = []
    left: list[AboutMessage] = []
    parents = _parents(arrivals, memory)
    gone = {*memory.gone, *(a.channel for a in arrivals if isinstance(a, Gone))}
    for arrival in arrivals:
        if isinstance(arrival, Gone | Left):
            departures.append(arrival)
            memory = _without(arrival, memory, parents)
            left = [a for a in left if not _takes(arrival, subject(a).channel, parents)]
        elif not _is_gone(subject(arrival).channel, gone, parents):
            left.append(arrival)
    return tuple(departures), memory, left


def _parents(
    arrivals: Sequence[AboutMessage | Departure], memory: Memory
) -> dict[ChannelRef, ChannelId | None]:
    described = [arrival.channel for arrival in arrivals if isinstance(arrival, Posted)]
    return {channel.ref: channel.parent for channel in (*memory.channels.values(), *described)}


def _is_gone(
    channel: ChannelRef,
    gone: set[ChannelRef],
    parents: Mapping[ChannelRef, ChannelId | None],
) -> bool:
    if not gone:
        return False
    parent = parents.get(channel)
    return channel in gone or (parent is not None and replace(channel, channel=parent) in gone)


def _takes(
    departure: Departure, channel: ChannelRef, parents: Mapping[ChannelRef, ChannelId | None]
) -> bool:
    match departure:
        case Gone():
            return _is_gone(channel, {departure.channel}, parents)
        case Left():
            there = (departure.platform, departure.community)
            within = departure.channel in {None, channel.channel}
            return within and (channel.platform, channel.community) == there
        case _:
            assert_never(departure)


def _without(
    departure: Departure, memory: Memory, parents: Mapping[ChannelRef, ChannelId | None]
) -> Memory:
    """What is known of the channels that stay."""
    return replace(
        memory,
        traces={
            ref: trace
            for ref, trace in memory.traces.items()
            if not _takes(departure, ref.channel, parents)
        },
        marks={
            id_: mark
            for id_, mark in memory.marks.items()
            if not _takes(departure, mark.message.channel, parents)
        },
        channels={
            ref: channel
            for ref, channel in memory.channels.items()
            if not _takes(departure, ref, parents)
        },
    )
