"""The clause that is being read: where it begins, how it opens, what is known of its words so far.

Needs a reading and the word at which the clause is led into. Its end is not known yet: the words
behind it are looked at one by one, each once.
"""

from collections.abc import Callable
from typing import Final

from bot.extraction.clausal import is_condition, is_verb
from bot.extraction.leads import behind_if_so, clause_start, lead_start
from bot.extraction.openings import Opening, opening_near
from bot.extraction.reading import Reading
from bot.extraction.tokens import Kind

SPLICE: Final = 3
"""Words of a statement to which another may be spliced by a bare comma."""


class Draft:
    """A clause without an end; see `clauses.Clause` for `start`, `opens`, `lead` and `opening`.

    `marked` tells that an opening question mark stands before it, `asks` that it is a question by
    that or by its words, `conditional` that it has been nothing but a
    leading condition so far.
    """

    def __init__(self, reading: Reading, at: int) -> None:
        words = reading.lexicon.words
        self._reading, self._text, self._words = reading, reading.words, words
        self.start = self.opens = clause_start(reading, at)
        self.lead = lead_start(reading, self.start) if at == 0 else self.start
        self.opening = behind_if_so(reading, self.start)
        self.conditional = self.opening is None and self._text[self.start] in words.condition
        if self.opening is None:
            self.opening = opening_near(reading, self.start, len(self._text))
            self.asks = self.opening is not None and self._trusts(self.opening, at)
        else:
            self.opens, self.asks = self.opening.start, True
        self.marked = Kind.ASKS in reading.gaps[at : self.start + 1]
        self.asks = self.asks or self.marked
        self._first = at or min(self.start, 1)
        self._verb = _Finder(is_verb, reading, self._first)
        self._condition = _Finder(is_condition, reading, self.start)

    def _trusts(self, opening: Opening, at: int) -> bool:
        """Whether an opening counts: an unsure one where the sentence starts, not as condition."""
        if opening.sure or self.conditional:
            return opening.sure
        return at == 0 and (opening.cue != "bare-polar-start" or self._reading.sentence.asks)

    def ask(self, opens: int, opening: Opening | None) -> None:
        """It was a leading condition, and asks from the word `opens` on."""
        self.opens, self.opening = opens, opening
        self.conditional, self.asks = False, True

    def has_verb(self, end: int) -> bool:
        """A verb stands in it before the word `end`."""
        return self._verb.before(end)

    def takes_splice(self, edge: int, at: int) -> bool:
        """Another statement may begin at the word `at`, behind the comma before the word `edge`.

        It has some length, supposes nothing, and its last part leads to nothing.
        """
        if at - self.start < SPLICE or self._condition.before(at):
            return False
        return not self._is_subordinate(edge)

    def _is_subordinate(self, end: int) -> bool:
        """Since the last comma a part began that leads to a main one: "he says that once I am"."""
        for at in range(end - 1, self._first - 1, -1):
            begins = at == self.start or self._reading.gaps[at] is not None
            if self._subordinates(at, begins=begins):
                return True
            if begins and at > self.start:
                return False
        return False

    def _subordinates(self, at: int, *, begins: bool) -> bool:
        before = self._text[at - 1]
        leads = begins or before in self._words.complementizer or before in self._words.skipped
        return leads and (is_condition(self._reading, at) or self._text[at] in self._words.reason)


class _Finder:
    """Whether a word of some kind has come by; none is looked at twice."""

    __slots__ = ("_at", "_found", "_is_one", "_reading")

    def __init__(self, is_one: Callable[[Reading, int], bool], reading: Reading, at: int) -> None:
        self._is_one, self._reading, self._at, self._found = is_one, reading, at, False

    def before(self, end: int) -> bool:
        while not self._found and self._at < end:
            self._found = self._is_one(self._reading, self._at)
            self._at += 1
        return self._found
