"""The stages that derive, and how far each looks: a small change is a small piece of work."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias

from bot import linking, resolution
from bot.model import ChannelKind, Entry, Link, Mark, MessageId, Turn


class Linking(Protocol):
    """`bot.linking.link`."""

    def __call__(
        self, turns: Sequence[Turn], *, focus: range | None = None, kind: ChannelKind = ...
    ) -> list[Link]: ...


class Asked(NamedTuple):
    """What a linking is asked for, and has yet to tell."""

    link: Linking
    turns: Sequence[Turn]
    focus: range
    kind: ChannelKind

    def links(self) -> Sequence[Link]:
        return self.link(self.turns, focus=self.focus, kind=self.kind)


LinkingTogether: TypeAlias = Callable[[Sequence[Asked]], Sequence[Sequence[Link]]]
"""What each of several linkings would tell, told at once: of several channels it costs less."""


def one_by_one(asked: Sequence[Asked]) -> Sequence[Sequence[Link]]:
    return [one.links() for one in asked]


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


def never_alike(before: Sequence[Link], after: Sequence[Link]) -> bool:
    """Other links always make a difference to a stage that does not know."""
    return False


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
    remember what they read of its last turns, but what they are to `unlearn`: what some messages
    said, and what came of it. Those who cannot are dropped then. `link_together` links several such
    channels. Where what a turn's links were and are `sounds_alike`, no entry depends on which they
    are.
    """

    link: Linking
    resolve: Resolution
    lookback: int
    lookahead: int
    horizon: int
    version: str
    reach: Reach = everywhere
    attentive: "Callable[[], Stages] | None" = None
    unlearn: Callable[[Collection[MessageId]], None] | None = None
    link_together: LinkingTogether = one_by_one
    sounds_alike: Callable[[Sequence[Link], Sequence[Link]], bool] = never_alike


def _attentive() -> Stages:
    readings, listener = resolution.Readings(), linking.Listener()

    def unlearn(ids: Collection[MessageId]) -> None:
        listener.drop()
        readings.unlearn(ids)

    return replace(
        STAGES,
        link=listener,
        unlearn=unlearn,
        resolve=partial(resolution.resolve, readings=readings),
        reach=partial(resolution.reach, readings=readings),
    )


def _listening(asked: Sequence[Asked]) -> Sequence[Sequence[Link]]:
    rooms = [
        linking.Listening(one.link, one.turns, one.focus, one.kind)
        for one in asked
        if isinstance(one.link, linking.Listener)
    ]
    return linking.listen(rooms) if len(rooms) == len(asked) else one_by_one(asked)


STAGES = Stages(
    link=linking.link,
    resolve=resolution.resolve,
    lookback=linking.LOOKBACK,
    lookahead=linking.LOOKAHEAD,
    horizon=resolution.HORIZON,
    version=f"{linking.LINKING_VERSION}/{resolution.RESOLUTION_VERSION}",
    reach=resolution.reach,
    attentive=_attentive,
    link_together=_listening,
    sounds_alike=resolution.sounds_alike,
)
