"""One room's share in a reading of several: what is asked of it, and what was settled before."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bot.linking.earlier import Heard, Settled, looked_at, still_settled
from bot.linking.grid import Floats, Parts
from bot.linking.matches import SLOTS
from bot.linking.rereading import AFTER, BEFORE, CANDIDATES, WHOLE
from bot.linking.room import Room, Vocabulary, room_of
from bot.linking.surroundings import NEAR, REACH
from bot.linking.talk import Talk
from bot.model import Message, MessageId

_READINGS: Final = len(CANDIDATES) + 1


class Asked(NamedTuple):
    """Messages of one channel in order, of which those at the places in `focus` are to be judged;
    the others are what surrounds them. What was `heard` of them is not judged again.
    """

    messages: Sequence[Message]
    focus: range
    heard: Heard | None = None


class Share:
    """`fresh` are the ranks that each reading is to judge, `whole` all of these; `ranks` are those
    in focus. Where all before the focus is settled, only the end is read.
    """

    def __init__(self, asked: Asked, vocabulary: Vocabulary) -> None:
        messages, focus = asked.messages, asked.focus
        self._messages = messages
        self._asked = [_around(focus, margins) for margins in range(_READINGS - 1, 0, -1)]
        before = asked.heard and asked.heard.among(messages, looked_at(self._asked))
        self._known = still_settled(before, self._asked)
        is_end = all(known.places.stop >= focus.start for known in self._known)
        since = max(0, focus.start - REACH - NEAR) if is_end else 0
        self.room: Room = room_of(messages, vocabulary, since=since, earlier=before and before.room)
        talk = self.room.talk
        self.ranks = talk.ranks(focus)
        rest = zip(self._asked, self._known, strict=True)
        self.fresh = [*(talk.ranks(_rest(*each)) for each in rest), self.ranks]
        self.whole = range(min(p.start for p in self.fresh), max(p.stop for p in self.fresh))
        self._said = dict(_said(talk, messages, self.whole))
        self._settled: list[Settled] = []

    def settle(self, reading: int, chances: Parts) -> None:
        """Completes what that reading made of the room's turns: by what people said by the reply
        button, which takes the place of guesses, and by what was settled before.
        """
        talk, known, asked = self.room.talk, self._known[reading], self._asked[reading]
        fresh = self.fresh[reading]
        for rank, slot in self._said.items():
            if rank in fresh:
                chances[rank] = 0
                chances[rank, slot] = WHOLE
        ranks = talk.ranks(known.places)  # of what is too far back there is none
        chances[ranks.start : ranks.stop] = known.chances[len(known.chances) - len(ranks) :]
        margin = (reading + 1) * AFTER
        final = range(asked.start, min(asked.stop, len(self._messages) - margin))
        ranks = talk.ranks(final)
        self._settled.append(Settled(final, chances[ranks.start : ranks.stop].copy()))

    def in_focus(self, pairs: Floats) -> Floats:
        """Of the features of pairs, [features, turns of the whole, slots], those in focus."""
        start = self.ranks.start - self.whole.start
        return pairs[:, start : start + len(self.ranks)]

    def heard(self) -> Heard:
        return Heard(self._messages, self.room, self._settled)


def _around(places: range, margins: int) -> range:
    """The places, and as many neighbours as so many readings more ask for."""
    return range(places.start - margins * BEFORE, places.stop + margins * AFTER)


def _rest(asked: range, settled: Settled) -> range:
    return range(max(asked.start, settled.places.stop), asked.stop)


def _said(talk: Talk, messages: Sequence[Message], ranks: range) -> Iterator[tuple[int, int]]:
    """The turns of these ranks that reply by the button to a turn nearby: their rank, its slot."""
    places: list[int] = talk.position.tolist()
    replies = [(rank, messages[places[rank]].reply_to) for rank in ranks]
    if not any(replied for _, replied in replies):
        return
    rank_of: dict[MessageId | None, int] = {messages[at].id: r for r, at in enumerate(places)}
    for rank, replied in replies:
        parent = rank_of.get(replied, rank)
        if 0 < rank - parent < SLOTS and places[rank] - places[parent] <= REACH:
            yield rank, rank - parent
