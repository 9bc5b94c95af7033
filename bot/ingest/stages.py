"""The stages that derive, and how far each looks: a small change is a small piece of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot import linking, resolution
from bot.model import ChannelKind, Entry, Link, Mark, Turn


class Linking(Protocol):
    """`bot.linking.link`."""

    def __call__(
        self, turns: Sequence[Turn], *, focus: range | None = None, kind: ChannelKind = ...
    ) -> list[Link]: ...


class Resolution(Protocol):
    """`bot.resolution.resolve`."""

    def __call__(
        self,
        turns: Sequence[Turn],
        links: Sequence[Link],
        marks: Sequence[Mark] = ...,
        *,
        focus: range | None = None,
    ) -> list[Entry]: ...


@dataclass(frozen=True, slots=True)
class Stages:
    """A link of turn i depends only on the turns [i - lookback, i + lookahead]; an entry of turn p
    on the turns [p, p + horizon], their links, later turns that reply to one of these by a chain
    of at most `LONGEST_CHAIN` explicit replies, and the marks on all of them. Reactions and marks
    play no part in linking, nor does why a link holds, or why an act asks nothing, in anything.
    """

    link: Linking
    resolve: Resolution
    lookback: int
    lookahead: int
    horizon: int
    version: str


STAGES = Stages(
    link=linking.link,
    resolve=resolution.resolve,
    lookback=linking.LOOKBACK,
    lookahead=linking.LOOKAHEAD,
    horizon=resolution.HORIZON,
    version=f"{linking.LINKING_VERSION}/{resolution.RESOLUTION_VERSION}",
)
