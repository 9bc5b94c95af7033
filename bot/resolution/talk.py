"""The talk about a post: which later messages belong to it, and what they reply to."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Final

from bot.model import AuthorId, Link, MessageId, Turn

HORIZON: Final = 200
"""An entry of the turn at position i depends only on the turns [i, i + HORIZON] and their links,
on later turns that reply to one of these by an explicit `reply_to` chain, and on the marks."""
LOOSE: Final = 20
"""How many later messages of the asker that reply to nobody are still read as going on."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A message of the talk about a post, at position `at` of the channel.

    `to` are the positions of the messages of this talk that it replies to; empty where the asker
    speaks up again without replying to anybody. `links` are the links that say so.
    """

    at: int
    to: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()


class Conversation:
    """The turns of a channel, indexed by the ways in which they hang together."""

    def __init__(self, turns: Sequence[Turn], links: Sequence[Link]) -> None:
        self.turns = turns
        self._position: dict[MessageId, int] = {t.message.id: i for i, t in enumerate(turns)}
        self._children: dict[int, list[tuple[int, Link]]] = defaultdict(list)
        self._spoken: dict[AuthorId, list[int]] = defaultdict(list)
        self._parents: dict[int, list[int | None]] = defaultdict(list)
        for i, turn in enumerate(turns):
            self._spoken[turn.message.author.id].append(i)
        for link in links:
            self._tie(link)

    def _tie(self, link: Link) -> None:
        child = self._position.get(link.child)
        if child is None or link.parent is None or link.parent == link.child:
            return
        parent = self._position.get(link.parent)
        self._parents[child].append(parent)
        if parent is not None and parent < child:
            self._children[parent].append((child, link))

    def author(self, at: int) -> AuthorId:
        return self.turns[at].message.author.id

    def about(self, post: int) -> list[Remark]:
        """The talk about the turn at position `post`, in order.

        It runs from the post along the replies, as long as the asker is one of the two who speak,
        or somebody goes on; and over what the asker says later without replying to anybody.
        """
        to: dict[int, list[tuple[int, Link]]] = {i: [] for i in self._loose(post)}
        queue = [post, *to]
        for parent in queue:
            for child, link in self._children.get(parent, ()):
                if not self._belongs(post, parent, child):
                    continue
                if child not in to:
                    to[child] = []
                    queue.append(child)
                to[child].append((parent, link))
        return [
            Remark(at, tuple(p for p, _ in found), tuple(link for _, link in found))
            for at, found in sorted(to.items())
        ]

    def _belongs(self, post: int, parent: int, child: int) -> bool:
        message = self.turns[child].message
        if message.system:
            return False
        if child > post + HORIZON and message.reply_to != self.turns[parent].message.id:
            return False
        speakers = {self.author(parent), message.author.id}
        return self.author(post) in speakers or len(speakers) == 1

    def _loose(self, post: int) -> list[int]:
        """Where the asker speaks again after `post` without replying to somebody else."""
        spoken = self._spoken[self.author(post)]
        later = islice(spoken, bisect_right(spoken, post), None)
        near = takewhile(lambda at: at <= post + HORIZON, later)
        return [i for i in islice(near, LOOSE) if self._goes_on(post, i)]

    def _goes_on(self, post: int, at: int) -> bool:
        """Whether the asker's message replies to nobody, or to what they said since the post."""
        return all(
            parent is not None and parent >= post and self.author(parent) == self.author(post)
            for parent in self._parents.get(at, ())
        )
