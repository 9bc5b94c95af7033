"""The talk about a post: which later messages belong to it, and what they reply to."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from bot.model import LONGEST_CHAIN, Link, MessageId, Turn
from bot.resolution.likely import DOUBTFUL
from bot.resolution.ties import Ties, first_word

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


class Remark(NamedTuple):
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


@dataclass(slots=True)
class _Talk:
    """The talk about a post, as far as it is known: all that is said before the position `until`.

    Who replies to what is `followed` goes on with it: the post itself, and most remarks, each with
    the number of explicit replies by which the talk had come there since the horizon.
    """

    until: int
    followed: dict[int, int]
    remarks: list[Remark] = field(default_factory=list[Remark])

    def back_to(self, until: int) -> None:
        """Forgets what is said from that position on."""
        self.until = until
        while self.remarks and self.remarks[-1].at >= until:
            self.followed.pop(self.remarks.pop().at, None)


_Edges: TypeAlias = dict[int, dict[int, float]]
"""By the position of a turn, to what it replies, and how sure that is."""


class Conversation(Ties):
    """What is said about the posts of a channel.

    Whether a turn belongs to the talk about a post, and to what it replies there, depends on no
    turn after it. So what was found stays, but for the turns that are taken back.
    """

    def __init__(self) -> None:
        super().__init__()
        self._talks: dict[int, _Talk] = {}

    def follow(self, turns: Sequence[Turn], links: Sequence[Link]) -> int:
        first = super().follow(turns, links)
        self._talks = {post: talk for post, talk in self._talks.items() if post >= first}
        return first

    def _back_to(self, known: int) -> None:
        super()._back_to(known)
        for post, talk in [*self._talks.items()]:
            if post >= known:
                del self._talks[post]
            elif talk.until > known:
                talk.back_to(known)

    def lead(self, post: int, since: int = 0) -> dict[int, float]:
        """What replies to that from which the asker goes on in the post, from the position `since`
        on, and how sure that is.
        """
        found = self._beneath.get(self._leads[post], ()) if post in self._leads else ()
        since, end = max(since, post + 1), post + HORIZON
        return {at: sure for at, sure in found if since <= at <= end and not self._same(at, post)}

    def led_by(self, at: int, to: Iterable[MessageId]) -> Iterator[int]:
        """The posts that the turn would be in the `lead` of if it replied to these messages."""
        for post in (post for id_ in to for post in self._led.get(id_, ())):
            if self.questions[post] and post < at <= post + HORIZON and not self._same(at, post):
                yield post

    def about(
        self, post: int, naming: Callable[[Iterable[int]], Iterable[int]]
    ) -> Sequence[Remark]:
        """The talk about the turn at position `post`, in order. What was found stays the same
        remark, so `naming` must choose the same as ever.

        It runs from the post along the replies, as long as the asker is one of the two who speak,
        or somebody goes on; over what the asker says later without replying to anybody; over what
        calls the asker by name; over what replies to the asker's words right before the post; and
        over what starts anew, or is said nearby to others: by the asker, or `naming` the post.
        """
        talk = self._talks.pop(post, None) or _Talk(post + 1, {post: 0})
        talk.remarks += self._from(talk.until, post, talk.followed, naming)
        talk.until = len(self.turns)
        self._talks[post] = talk  # not before it is whole
        return talk.remarks

    def _from(
        self,
        since: int,
        post: int,
        followed: dict[int, int],
        naming: Callable[[Iterable[int]], Iterable[int]],
    ) -> list[Remark]:
        lead = self.lead(post, since)
        to: _Edges = {at: {} for at in self._loose(post, since)}
        calls = self._calls(post, since)
        callers = {at: begin for at, begin in calls.items() if self._replies_to_what_was(post, at)}
        for at in callers:
            to[at] = {self.last_of_asker(post, at): 1.0}
        for at in lead:
            to.setdefault(at, {}).setdefault(post, 0.0)
        followed.update(dict.fromkeys(to, 0))
        self._go_on(since, post, followed, to, calls)
        strays = [at for at in self._near(self._strays, post, since) if at not in to]
        elsewhere = [at for at in self._elsewhere(post, since) if at not in to]
        mine = [at for at in strays if self._same(at, post)]
        again = [at for at in elsewhere if self._same(at, post) and self.questions[at]]
        to |= {at: {} for at in (*mine, *again, *naming([*strays, *elsewhere]))}
        others = frozenset(elsewhere)
        return [
            Remark(
                at,
                tuple(sorted(edges)),
                max(edges.values(), default=float(at not in others)),
                lead.get(at, 0.0),
                callers.get(at, 0),
            )
            for at, edges in sorted(to.items())
        ]

    def _go_on(
        self, since: int, post: int, followed: dict[int, int], to: _Edges, calls: Container[int]
    ) -> None:
        """Follows the replies to the post and to what is in the talk already. Who `calls` the asker
        by name replies to them quite surely, to whichever of their messages.
        """
        queue = [*followed]
        for parent in queue:
            children = self._children.get(parent)
            if not children or children[-1][0] < since:
                continue
            for child, sure in children[bisect_left(children, (since,)) :]:
                if self._belongs(post, parent, child, followed[parent]):
                    if child not in followed:
                        queue.append(child)
                        followed[child] = followed[parent] + 1 if child > post + HORIZON else 0
                    surely = max(sure, CALLED) if child in calls else sure
                    edges = to.setdefault(child, {})
                    edges[parent] = max(edges.get(parent, 0.0), surely)

    def _belongs(self, post: int, parent: int, child: int, echoes: int) -> bool:
        """Whether a reply to the talk goes on with it, the talk having gone on by so many explicit
        replies since the horizon.
        """
        message = self.turns[child].message
        if message.system:
            return False
        if child > post + HORIZON:
            explicit = message.reply_to == self.turns[parent].message.id
            if not explicit or echoes >= LONGEST_CHAIN:
                return False
        speaker, spoken_to = self._authors[child], self._authors[parent]
        return speaker == spoken_to or self._authors[post] in (speaker, spoken_to)

    def _elsewhere(self, post: int, since: int) -> Iterator[int]:
        """What is said nearby in reply to others."""
        for at in range(since, min(len(self.turns), post + NEARBY + 1)):
            if at in self._parents and not self.turns[at].message.system:
                yield at

    def _loose(self, post: int, since: int) -> Iterator[int]:
        """Where the asker speaks again without surely replying to others, or to what was before."""
        spoken = self._spoken.get(self._authors[post], ())
        begin = bisect_right(spoken, post)
        for at in self._near(spoken[begin : begin + LOOSE], post, since):
            parents = self._parents.get(at, ())
            own = all(p is not None and p >= post and self._same(p, post) for p in parents)
            if own or self._sure.get(at, 0.0) < DOUBTFUL:
                yield at

    def _calls(self, post: int, since: int) -> dict[int, int]:
        """Where others call the asker by name, and from where on in their message."""
        name = first_word(self.turns[post].message.author.name)
        return {
            at: self._called[at][name]
            for at in self._near(self._calling.get(name, ()), post, since)
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

    def _near(self, positions: Sequence[int], post: int, since: int) -> Sequence[int]:
        """Those of the sorted positions from `since` on that are within the horizon of the post."""
        begin = bisect_left(positions, since)
        return positions[begin : bisect_right(positions, post + HORIZON)]
