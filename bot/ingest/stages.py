"""The stages that derive, and how far each looks: a small change is a small piece of work."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from bot import linking, resolution
from bot.model import ChannelKind, Entry, Link, Mark, MessageId, Turn


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
        focus: Sequence[int] | None = None,
    ) -> list[Entry]: ...


class Reach(Protocol):
    """`bot.resolution.reach`: where few turns changed, the positions of those whose entries can
    have changed with them. Asked only where the `changed` turns are new at the end of the channel,
    or got other links (and then `replaced` are those that they had), reactions or marks.
    """

    def __call__(
        self,
        turns: Sequence[Turn],
        links: Sequence[Link],
        marks: Sequence[Mark] = ...,
        *,
        changed: Collection[MessageId],
        replaced: Sequence[Link] = ...,
    ) -> Sequence[int]: ...


def everywhere(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    changed: Collection[MessageId],
    replaced: Sequence[Link] = (),
) -> Sequence[int]:
    """The reach of a stage that does not know."""
    return range(len(turns))


@dataclass(frozen=True, slots=True)
class Stages:
    """A link of turn i depends only on the turns [i - lookback, i + lookahead]; an entry of turn p
    on the turns [p, p + horizon], their links, later turns that reply to one of these by a chain
    of at most `LONGEST_CHAIN` explicit replies, and the marks on all of them. Reactions and marks
    play no part in linking, nor the reasons of acts that ask nothing in anything.

    `attentive` makes the same stages for one channel that goes on: they give what these give, and
    remember what they read of its last turns.
    """

    link: Linking
    resolve: Resolution
    lookback: int
    lookahead: int
    horizon: int
    version: str
    reach: Reach = everywhere
    attentive: "Callable[[], Stages] | None" = None


def _attentive() -> Stages:
    readings = resolution.Readings()
    return replace(
        STAGES,
        link=linking.Listener(),
        resolve=partial(resolution.resolve, readings=readings),
        reach=partial(resolution.reach, readings=readings),
    )


STAGES = Stages(
    link=linking.link,
    resolve=resolution.resolve,
    lookback=linking.LOOKBACK,
    lookahead=linking.LOOKAHEAD,
    horizon=resolution.HORIZON,
    version=f"{linking.LINKING_VERSION}/{resolution.RESOLUTION_VERSION}",
    reach=resolution.reach,
    attentive=_attentive,
)
