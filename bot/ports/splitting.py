"""What splits texts, and what spreads pure work."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from typing import Protocol, TypeVar

from bot.model import Act, Message

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")


class Hands(Protocol):
    """Do pure work, here or in other processes. Called by `ingest`, and by extractors that can."""

    def spread(
        self, work: Callable[[_Part], _Result], parts: AsyncIterable[_Part], size: int
    ) -> AsyncIterator[_Result]:
        """The result of each part, in order. `size` is about how many messages they hold in all;
        `work` can be pickled. The next parts are asked for while others are worked on. What the
        work raises is raised here. To be read to its end.
        """
        ...


class Extractor(Protocol):
    """Splits messages into acts. Called by `ingest`, in batches, before it opens a transaction."""

    @property
    def version(self) -> str:
        """Changes whenever the same text may be split in another way."""
        ...

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        """The acts of each message, in order: sorted by start, without overlaps, within the text.
        Never raises because of a text: what cannot be split is one `Other`.
        """
        ...
