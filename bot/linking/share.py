"""One room's share in a reading of several: what is asked of it, and what was read of it before."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bot.linking.earlier import NOTHING, Heard, Judged, judged_before, looked_at
from bot.linking.grid import Parts
from bot.linking.matches import SLOTS
from bot.linking.rereading import AFTER, BEFORE, CANDIDATES, WHOLE
from bot.linking.room import Room, Vocabulary, room_of
from bot.linking.surroundings import AHEAD, NEAR, REACH
from bot.model import Message, MessageId, Turn

_AGAIN: Final = len(CANDIDATES)
_READINGS: Final = _AGAIN + 1


class Asked(NamedTuple):
    """Turns of one channel in order, of which those at the places in `focus` are to be judged;
    the others are what surrounds them. What was `heard` of them need not be judged again.
    """

    turns: Sequence[Turn]
    focus: range
    heard: Heard | None = None


class Share:
    """`ranks` are those in focus, `come` those of turns that were not there before. Where all that
    comes before the focus is known, only the end is read.
    """

    def __init__(self, asked: Asked, vocabulary: Vocabulary) -> None:
        turns, focus = asked.turns, asked.focus
        self._turns = turns
        self._messages = [turn.message for turn in turns]
        self._asked = [_around(focus, margins) for margins in range(_READINGS - 1, -1, -1)]
        before = asked.heard and asked.heard.among(turns, looked_at(self._asked))
        self._known = judged_before(before, self._asked)
        news = len(before.turns) if before else 0
        is_end = all(known.places.stop >= focus.start for known in self._known)
        first = min(focus.start, news - AHEAD - _AGAIN * AFTER)
        since = max(0, first - REACH - NEAR) if is_end else 0
        self.room: Room = room_of(
            self._messages, vocabulary, since=since, earlier=before and before.room
        )
        self._places: list[int] = self.room.talk.position.tolist()
        self._within = [self._ranks(each) for each in self._asked]
        self._unknown = [self._ranks(known.places).stop for known in self._known]
        self.ranks = self._within[-1]
        self.come = self._ranks(range(news, len(turns)))
        self._judged: list[Judged] = []

    def _ranks(self, places: range) -> range:
        """Of the turns at these places."""
        start = bisect_left(self._places, places.start)
        return range(start, max(start, bisect_left(self._places, places.stop)))

    def to_judge(self, reading: int, first: int) -> range:
        """What that reading is to judge, going by the same things up to the rank `first`."""
        within = self._within[reading]
        start = max(within.start, min(first, self._unknown[reading]))
        return range(start, max(start, within.stop))

    def doubtful(self, reading: int, judged: range) -> range:
        """What that reading need not judge unless the one before, which judged these, tells
        something else of it: the turns just before those.
        """
        within = self._within[reading]
        start = max(within.start, judged.start - AFTER)
        return range(start, max(start, min(judged.start, self._unknown[reading])))

    def whole(self, first: int) -> range:
        """All that the readings may have to judge."""
        parts = [self.to_judge(reading, first - reading * AFTER) for reading in range(_READINGS)]
        return range(min(part.start for part in parts), max(part.stop for part in parts))

    def recall(self, reading: int, chances: Parts) -> None:
        """Fills in what that reading made of the room's turns before."""
        known = self._known[reading]
        ranks = self._ranks(known.places)  # of what is too far back there is none
        chances[ranks.start : ranks.stop] = known.chances[len(known.chances) - len(ranks) :]

    def settle(self, reading: int, judged: range, chances: Parts) -> None:
        """Completes what that reading made of the room's turns, of which it judged some: by what
        people said by the reply button, which takes the place of guesses.
        """
        for rank, slot in _said(self._places, self._messages, judged):
            chances[rank] = 0
            chances[rank, slot] = WHOLE
        asked = self._asked[reading]
        ranks = self._ranks(asked)
        self._judged.append(Judged(self._there(asked), chances[ranks.start : ranks.stop].copy()))

    def heard(self) -> Heard:
        last = Judged(self._there(self._asked[-1]), NOTHING)
        return Heard(self._turns, self.room, [*self._judged, last])

    def _there(self, places: range) -> range:
        """Of the places those where there is a turn, and those before the first one."""
        return range(places.start, min(places.stop, len(self._turns)))


def _around(places: range, margins: int) -> range:
    """The places, and as many neighbours as so many readings more ask for."""
    return range(places.start - margins * BEFORE, places.stop + margins * AFTER)


def _said(
    places: Sequence[int], messages: Sequence[Message], ranks: range
) -> Iterator[tuple[int, int]]:
    """The turns of these ranks that reply by the button to a turn nearby: their rank, its slot."""
    replies = [(rank, messages[places[rank]].reply_to) for rank in ranks]
    if not any(replied for _, replied in replies):
        return
    rank_of: dict[MessageId | None, int] = {messages[at].id: r for r, at in enumerate(places)}
    for rank, replied in replies:
        parent = rank_of.get(replied, rank)
        if 0 < rank - parent < SLOTS and places[rank] - places[parent] <= REACH:
            yield rank, rank - parent
