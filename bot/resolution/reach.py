"""Which posts a few changed turns can touch: a live message need not resolve a whole horizon anew.

The entries of a post depend on the talk about it (`talk.Conversation.about`). Talk goes on between
the asker and another, or where somebody goes on. So a turn stands in it only where its author
asked, or whoever is replied to or called by name, there or in a turn that its author goes on from;
or where its words name what was asked, or offer it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from bot.model import Link, Mark, MessageId, Turn
from bot.resolution.entries import conversation_of
from bot.resolution.marks import by_message
from bot.resolution.reader import Readers, Readings
from bot.resolution.talk import HORIZON, Conversation, called, first_word


def reach(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    changed: Collection[MessageId],
    replaced: Sequence[Link] = (),
    readings: Readings | None = None,
) -> list[int]:
    """The positions of the turns whose entries can be others than before, in order: those that
    changed, and earlier posts.

    `changed` are the turns that are new at the end, or that got other links, reactions or marks;
    `replaced` are the links that these had before. Everything else is as it was: no turn was put
    between others, worded anew, or deleted. What is in the `readings` is not read again, and
    stays there of these turns alone.
    """
    if readings is not None:
        readings.keep(turns)
    talk = conversation_of(turns, [*links, *replaced], by_message(marks))
    posts = _Posts(talk, Readers(talk.turns, readings))
    starts = {at for at, turn in enumerate(turns) if turn.message.id in changed}
    found = set(starts)
    for at in starts:
        found.update(posts.spoken_to(at), posts.named_by(at))
    return sorted(found)


class _Posts:
    """The turns that ask something, and who asked."""

    def __init__(self, talk: Conversation, readers: Readers) -> None:
        self._talk = talk
        self._readers = readers
        self._by_asker: dict[str, set[int]] = defaultdict(set)
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._by_lead: dict[int, set[int]] = defaultdict(set)
        for post, questions in enumerate(talk.questions):
            if questions:
                self._by_asker[talk.author(post)].add(post)
                self._by_name[first_word(talk.turns[post].message.author.name)].add(post)
                for at in talk.lead(post):
                    self._by_lead[at].add(post)

    def spoken_to(self, at: int) -> set[int]:
        """The posts of the author of a turn, and of those whom they reply to or call by name, here
        or in the turns of theirs that they go on from.
        """
        found = set(self._by_asker[self._talk.author(at)])
        run = [at]
        for here in run:
            found |= self._by_lead[here]
            for name in called(self._talk.turns[here].message.text):
                found |= self._by_name[name]
            for parent in self._talk.parents(here):
                found |= self._by_asker[self._talk.author(parent)]
                if self._talk.author(parent) == self._talk.author(at) and parent not in run:
                    run.append(parent)
        return found

    def named_by(self, at: int) -> Iterator[int]:
        """The posts of the horizon before a turn that its words name."""
        for post in range(max(0, at - HORIZON), at):
            if self._talk.questions[post]:
                read = self._readers.of(post)
                if read.may_name(at, post) and any(read.naming(post, [at])):
                    yield post
