"""Which posts a few changed turns can touch: a live message need not resolve a whole horizon anew.

The entries of a post depend on the talk about it (`talk.Conversation.about`). Talk goes on between
the asker and another, or where somebody goes on. So a turn stands in it only where its author
asked, or whoever is replied to or called by name, there or in a turn that its author goes on from;
or where its words name what was asked, or offer it.
"""

from collections.abc import Collection, Iterator, Sequence

from bot.model import Link, Mark, MessageId, Turn
from bot.resolution.entries import conversation_of
from bot.resolution.marks import by_message
from bot.resolution.reader import Readers, Readings
from bot.resolution.talk import HORIZON, NEARBY, Conversation


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
    between others, worded anew, or deleted. What is in the `readings` is not read again; of many
    more turns than these nothing stays there.
    """
    known = Readings() if readings is None else readings
    known.keep(turns)
    talk, first = conversation_of(turns, links, by_message(marks), known)
    posts = _Posts(talk, Readers(talk.turns, known), replaced)
    found = set(talk.positions(changed))
    for at in tuple(found):
        # What replies to something, and did before, is heard by its words alone only nearby.
        within = NEARBY if posts.is_tied(at) else HORIZON
        found.update(posts.spoken_to(at), posts.named_by(at, within))
    return sorted(at - first for at in found if at >= first)


def _is_tied(links: Sequence[Link]) -> bool:
    """Whether a turn with these links replies to something."""
    return any(link.parent not in (None, link.child) for link in links)


class _Posts:
    """The turns that ask something, and who asked."""

    def __init__(self, talk: Conversation, readers: Readers, replaced: Sequence[Link]) -> None:
        self._talk = talk
        self._readers = readers
        self._replaced: dict[MessageId, list[Link]] = {}
        for link in replaced:
            self._replaced.setdefault(link.child, []).append(link)

    def is_tied(self, at: int) -> bool:
        """Whether the turn replies to something, and did where its links were replaced."""
        links = self._talk.links_of(at)
        return _is_tied(links) and _is_tied(self._links_before(at) or links)

    def spoken_to(self, at: int) -> set[int]:
        """The posts of the author of a turn, and of those whom they reply to, or did before, or
        call by name, here or in the turns of theirs that they go on from.
        """
        talk = self._talk
        found = set(talk.asked_by(talk.author(at)))
        run = [at]
        for here in run:
            links = (*talk.links_of(here), *self._links_before(here))
            to = {link.parent for link in links if link.parent is not None}
            found.update(talk.led_by(here, to))
            for name in talk.called(here):
                found.update(talk.asked_as(name))
            for parent in (parent for parent in talk.positions(to) if parent < here):
                found.update(talk.asked_by(talk.author(parent)))
                if talk.author(parent) == talk.author(at) and parent not in run:
                    run.append(parent)
        return found

    def _links_before(self, at: int) -> Sequence[Link]:
        """The links of the turn that were replaced."""
        return self._replaced.get(self._talk.turns[at].message.id, ())

    def named_by(self, at: int, within: int) -> Iterator[int]:
        """The posts among so many turns before one that its words name."""
        for post in self._talk.asked_before(at, within):
            read = self._readers.of(post)
            if read.may_name(at, post) and any(read.naming(post, [at])):
                yield post
