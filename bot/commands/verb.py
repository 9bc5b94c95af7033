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

from bot.model import Arrival, AuthorId, ChannelRef, CommunityId, Person
from bot.ports import Caretaker, Ledger
from bot.views import View

if TYPE_CHECKING:
    from bot.digests.runner import Digests
    from bot.digests.schedule import Schedule


class Permission(StrEnum):
    """Who may use a verb."""

    READ = "read"
    """Whoever may read the channel."""
    SETTLE = "settle"
    """The asker of the question, and who holds this right."""


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


@dataclass(frozen=True, slots=True)
class Verb(Generic[A]):
    """One verb. `arguments` is a class made by `@arguments`."""

    group: str
    name: str
    help: str
    permission: Permission
    arguments: type[A]
    run: Callable[[Context, A], Awaitable[View]]

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
