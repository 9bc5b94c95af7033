"""The talk about a post: which later messages belong to it, and what they reply to."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.model import LONGEST_CHAIN, AuthorId
from bot.resolution.ties import Ties, called, first_word

HORIZON: Final = 200
"""An entry of the turn at position i depends only on the turns [i, i + HORIZON] and their links,
on later turns that reply to one of these by a chain of at most `LONGEST_CHAIN` explicit
`reply_to`, and on the marks."""
CALLED: Final = 0.9
"""How probable it is at least that who calls the asker by name replies to them."""
NEARBY: Final = 20
"""How many turns after a post are heard for it although they reply to others."""
LOOSE: Final = 20
"""How many later messages of the asker that reply to nobody are still read as going on."""
DOUBTFUL: Final = 0.45
"""Below this probability an edge does not keep the asker's remark from their own question."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A message of the talk about a post, at position `at` of the channel.

    `to` are the positions of the messages of this talk that it replies to. It is empty where the
    asker speaks up again, where somebody starts anew, or replies to others: such a stray remark
    belongs to the talk only where it names the post. `sure` is how probable the best of these
    edges is, 0 where it replies to others; `lead` how probable it is that it replies to what the
    asker said right before and goes on from in the post. It speaks to the asker `since` this
    place in its text.
    """

    at: int
    to: tuple[int, ...] = ()
    sure: float = 1.0
    lead: float = 0.0
    since: int = 0


class Conversation(Ties):
    """What is said about the posts of a channel."""

    def author(self, at: int) -> AuthorId:
        return self._authors[at]

    def parents(self, at: int) -> list[int]:
        """The earlier turns that this one replies to."""
        return [p for p in self._parents.get(at, ()) if p is not None and p < at]

    def lead(self, post: int) -> dict[int, float]:
        """What replies to that from which the asker goes on in the post, and how sure that is."""
        found = self._beneath.get(self._leads[post], ()) if post in self._leads else ()
        end = post + HORIZON
        return {at: sure for at, sure in found if post < at <= end and not self._same(at, post)}

    def led_by(self, at: int) -> Iterator[int]:
        """The posts that the turn is in the `lead` of."""
        parents = [link.parent for link in self._links[at] if link.parent is not None]
        posts = (post for parent in parents for post in self._led.get(parent, ()))
        return (post for post in posts if self.questions[post] and at in self.lead(post))

    def asked_by(self, author: AuthorId) -> Sequence[int]:
        """The posts of an author."""
        return self._asked_by.get(author, ())

    def asked_as(self, name: str) -> Sequence[int]:
        """The posts of those whose name begins with that word."""
        return self._asked_as.get(name, ())

    def asked_before(self, at: int, within: int) -> Sequence[int]:
        """The posts among so many turns before one."""
        return self._asking[bisect_left(self._asking, at - within) : bisect_left(self._asking, at)]

    def about(self, post: int, naming: Callable[[Iterable[int]], Iterable[int]]) -> list[Remark]:
        """The talk about the turn at position `post`, in order.

        It runs from the post along the replies, as long as the asker is one of the two who speak,
        or somebody goes on; over what the asker says later without replying to anybody; over what
        calls the asker by name; over what replies to the asker's words right before the post; and
        over what starts anew, or is said nearby to others: by the asker, or `naming` the post.
        """
        lead = self.lead(post)
        to: dict[int, list[tuple[int, float]]] = {i: [] for i in self._loose(post)}
        calls = self._calls(post)
        callers = {at: since for at, since in calls.items() if self._replies_to_what_was(post, at)}
        for at in callers:
            to[at] = [(self.last_of_asker(post, at), 1.0)]
        for at in lead:
            to.setdefault(at, []).append((post, 0.0))
        self._go_on(post, to, calls)
        strays = [at for at in self._near(self._strays, post) if at not in to]
        elsewhere = [at for at in self._elsewhere(post) if at not in to]
        mine = [at for at in strays if self._same(at, post)]
        again = [at for at in elsewhere if self._same(at, post) and self.questions[at]]
        to |= {at: [] for at in (*mine, *again, *naming([*strays, *elsewhere]))}
        others = frozenset(elsewhere)
        return [
            Remark(
                at,
                tuple(dict.fromkeys(parent for parent, _ in edges)),
                max((sure for _, sure in edges), default=float(at not in others)),
                lead.get(at, 0.0),
                callers.get(at, 0),
            )
            for at, edges in sorted(to.items())
        ]

    def _go_on(
        self, post: int, to: dict[int, list[tuple[int, float]]], calls: Container[int]
    ) -> None:
        """Follows the replies to the post and to what is in the talk already. Who `calls` the asker
        by name replies to them quite surely, to whichever of their messages.
        """
        queue = [post, *to]
        echoes: dict[int, int] = {}
        for parent in queue:
            for child, sure in self._children.get(parent, ()):
                if self._belongs(post, parent, child, echoes.get(parent, 0)):
                    if child not in to:
                        to[child] = []
                        queue.append(child)
                    if child > post + HORIZON:
                        echoes[child] = echoes.get(parent, 0) + 1
                    to[child].append((parent, max(sure, CALLED) if child in calls else sure))

    def _belongs(self, post: int, parent: int, child: int, echoes: int) -> bool:
        """Whether a reply to the talk goes on with it, the talk having gone on by so many explicit
        replies since the horizon.
        """
        message = self.turns[child].message
        if message.system:
            return False
        explicit = message.reply_to == self.turns[parent].message.id
        if child > post + HORIZON and not (explicit and echoes < LONGEST_CHAIN):
            return False
        speakers = {self._authors[parent], self._authors[child]}
        return self._authors[post] in speakers or len(speakers) == 1

    def _elsewhere(self, post: int) -> Iterator[int]:
        """What is said nearby in reply to others."""
        for at in range(post + 1, min(len(self.turns), post + NEARBY + 1)):
            if at in self._parents and not self.turns[at].message.system:
                yield at

    def _loose(self, post: int) -> Iterator[int]:
        """Where the asker speaks again without surely replying to others, or to what was before."""
        near = self._near(self._spoken.get(self._authors[post], ()), post)
        for at in islice(near, LOOSE):
            parents = self._parents.get(at, ())
            own = all(p is not None and p >= post and self._same(p, post) for p in parents)
            if own or self._sure.get(at, 0.0) < DOUBTFUL:
                yield at

    def _calls(self, post: int) -> dict[int, int]:
        """Where others call the asker by name, and from where on in their message."""
        name = first_word(self.turns[post].message.author.name)
        return {
            at: called(self.turns[at].message.text)[name]
            for at in self._near(self._calling.get(name, ()), post)
            if not self._same(at, post)
        }

    def _replies_to_what_was(self, post: int, at: int) -> bool:
        """Whether it replies to something before the post, if to anything."""
        return all(p is None or p < post for p in self._parents.get(at, ()))

    def last_of_asker(self, post: int, before: int) -> int:
        """Where the asker of `post` spoke last before that position, the post included."""
        spoken = self._spoken[self._authors[post]]
        return spoken[bisect_left(spoken, before) - 1]

    def _same(self, at: int, post: int) -> bool:
        return self._authors[at] == self._authors[post]

    def _near(self, positions: Sequence[int], post: int) -> Iterator[int]:
        """Those of the sorted positions that are after the post and within its horizon."""
        start = bisect_right(positions, post)
        return islice(positions, start, bisect_right(positions, post + HORIZON))
