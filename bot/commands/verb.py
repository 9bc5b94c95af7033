"""What a verb is: its names, what it takes, who may use it, and what it does.

Edges walk the list of verbs and build their commands from it: a slash command, `!ends ...`, a
subcommand of the terminal. Nothing here knows any of them.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Protocol,
    TypeVar,
    dataclass_transform,
    get_type_hints,
)

from bot.errors import LooseEndsError
from bot.model import Arrival, AuthorId, ChannelRef, CommunityId, Person
from bot.ports import Caretaker, Ledger
from bot.views import View

if TYPE_CHECKING:
    from bot.digests.runner import Digests
    from bot.digests.schedule import Schedule


class Permission(StrEnum):
    """What somebody may do in all channels that they may read."""

    READ = "read"
    SETTLE = "settle"
    """Mark what others asked as settled."""


class Recorder(Protocol):
    """Takes marks into the ledger: `ingest.Ingest`, the only write path."""

    async def ingest(self, arrivals: Sequence[Arrival]) -> object:
        """Record what arrived. Raises StoreError where it cannot be written."""
        ...


@dataclass(frozen=True, slots=True)
class Board:
    """The digests that a viewer may know of, and those of them, by name, that the viewer may have
    posted. `within` are the channels that a preview may show, None for those of the context.
    """

    digests: "Digests"
    seen: "tuple[Schedule, ...]" = ()
    postable: frozenset[str] = frozenset()
    within: frozenset[ChannelRef] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, when, and through which ports.

    `within` are the channels that the viewer may read right now, None for all of them (the keeper
    of the database, at the terminal); in those that are `settling` too the viewer may settle what
    others ask. `community` narrows to the one where the command was given. `person` is the viewer
    as all communities of the platform know them, None for the keeper; `in_private`: nobody else
    reads the answer. `caretaker` tells of the house itself.
    """

    viewer: AuthorId
    now: datetime
    ledger: Ledger
    recorder: Recorder
    rights: frozenset[Permission] = frozenset({Permission.READ})
    within: frozenset[ChannelRef] | None = None
    settling: frozenset[ChannelRef] = frozenset()
    community: CommunityId | None = None
    board: Board | None = None
    person: Person | None = None
    in_private: bool = False
    caretaker: Caretaker | None = None


A = TypeVar("A")


def anybody(_: Context) -> None:
    """The `check` of a verb that is there for all."""


@dataclass(frozen=True, slots=True)
class Verb(Generic[A]):
    """One verb. `arguments` is a class made by `@arguments`; `check` raises NotAllowed, NotFound or
    WrongUse where somebody may not use it at all, whatever they say with it.
    """

    group: str
    name: str
    help: str
    arguments: type[A]
    does: Callable[[Context, A], Awaitable[View]]
    check: Callable[[Context], object] = anybody

    def is_for(self, context: Context) -> bool:
        """Whether somebody may use it here; else it is not offered to them."""
        try:
            self.check(context)
        except LooseEndsError:
            return False
        return True

    async def run(self, context: Context, given: A) -> View:
        """Does it. Raises what `check` does, and LooseEndsError with the remedy where that which
        was said will not do.
        """
        self.check(context)
        return await self.does(context, given)

    @property
    def parameters(self) -> tuple["Parameter", ...]:
        """What the verb takes, in order; an edge builds its options from these."""
        hints = get_type_hints(self.arguments)
        return tuple(
            Parameter(
                name=spec.name,
                type=hints[spec.name],
                help=spec.metadata["help"],
                positional=spec.metadata["positional"],
                required=spec.default is MISSING,
                default=None if spec.default is MISSING else spec.default,
            )
            for spec in fields(self.arguments)  # pyright: ignore[reportArgumentType]  (arguments is a dataclass, which a TypeVar cannot say)
        )


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a verb takes.

    `type` is `int`, `str`, `timedelta` or an enum (the choices), perhaps optional, or a tuple of
    an enum (several choices). `positional` ones are given by their place where the edge has places.
    """

    name: str
    type: Any
    help: str
    positional: bool
    required: bool
    default: Any


def argument(
    help: str,  # as in argparse
    *,
    default: Any = MISSING,  # noqa: ANN401  (a field's specifier is untyped, as in dataclasses)
    positional: bool = False,
) -> Any:  # noqa: ANN401
    """A field of a verb's arguments."""
    return field(default=default, metadata={"help": help, "positional": positional})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(argument,))
def arguments(shape: type[A]) -> type[A]:
    """A class whose fields, made by `argument`, are what a verb takes."""
    return dataclass(frozen=True, slots=True, kw_only=True)(shape)
