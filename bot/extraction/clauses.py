"""Stage 3, clauses: a sentence -> stretches with a function of their own.

Needs a reading. Gives clauses in order, without overlaps: half-open ranges of words. A sentence is
cut before a question ("It is said that X, | would that hold here?"), between two statements that
both have subject and verb, and before a reason that trails a question. A leading condition stays
with what it leads ("If so, why ...?"); "or" does not part the halves of a choice question.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

from bot.extraction.clausal import ends_statement, has_subject, is_clausal, is_condition
from bot.extraction.drafts import Draft
from bot.extraction.leads import behind_if_so, content_start
from bot.extraction.lexicon import Hit
from bot.extraction.openings import Opening, opening_at, opening_near
from bot.extraction.reading import Reading
from bot.extraction.tokens import Kind
from bot.model import Form

_COURTESY: Final = frozenset({"social", "does-not-know"})
_TALK: Final = _COURTESY | {"reports-back", "talks-about-the-talk"}


class Clause(NamedTuple):
    """The words [start, end) of a sentence.

    `opens` is where a question opens in it: behind a leading condition, else at its start.
    `lead` is where it begins with the conjunction or adverb that leads the sentence.
    `asked` is True where it may claim the question mark, `first` where it begins the sentence,
    `may_ask` unless a full stop says that its word order is no question's.
    `opening` is what makes it look like a question, `hits` are the cues inside it.
    """

    start: int
    end: int
    opens: int
    lead: int
    asked: bool
    first: bool
    may_ask: bool
    opening: Opening | None
    hits: Sequence[Hit]


def clauses_of(reading: Reading) -> list[Clause]:
    """The clauses of a sentence, leading conjunctions, openers and names cut off."""
    return _Cutter(reading).clauses() if reading.words else []


class _Cutter:
    """One pass over the words; the state is the clause that is being read."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = reading.lexicon.words
        self.text, self.gaps = reading.words, reading.gaps
        self.pieces: list[Clause] = []
        self.asking = -1
        ended = reading.sentence.mark and not reading.sentence.asks
        self.may_ask = not ended or opening_at(reading, 0) is not None
        self.turning = {hit.start for hit in reading.hits if hit.cue == "turns"}
        self.talking = any(hit.cue in _TALK for hit in reading.hits)
        self.draft = Draft(reading, 0)

    def clauses(self) -> list[Clause]:
        joining = self.words.conjunction
        for at in range(1, len(self.text)):
            edge = self.gaps[at] is not None or self.text[at] in joining
            edge = edge or self.draft.conditional or at in self.turning
            if edge and at > self.draft.opens and self._is_cut(at):
                self._leave(at)
                self.draft = Draft(self.reading, at)
        self._leave(len(self.text))
        if self.reading.sentence.asks and len(self.pieces) > 1:
            self.pieces[self.asking] = self.pieces[self.asking]._replace(asked=True)
        return self.pieces

    def _is_cut(self, at: int) -> bool:
        if self.gaps[at] is not None or self.text[at] in self.words.conjunction:
            return self._parts(at)
        if self.draft.conditional:
            return self._asks_behind_condition(at)
        return self._turns(at)

    def _leave(self, end: int) -> None:
        """End the clause before the word `end`. The last one that asks may claim the mark."""
        draft, first, last = self.draft, not self.pieces, end == len(self.text)
        inside = draft.opening is not None and draft.opening.start < end
        if draft.asks or (last and (self.asking < 0 or self._goes_on(end))):
            self.asking = len(self.pieces)
        self.pieces.append(
            Clause(
                draft.start,
                end,
                draft.opens,
                draft.lead,
                asked=draft.marked or (first and last and self.reading.sentence.asks),
                first=first,
                may_ask=first or self.may_ask,
                opening=draft.opening if inside else None,
                hits=self.reading.within(draft.start, end),
            )
        )

    def _goes_on(self, end: int) -> bool:
        """The last clause asks in short, behind another or a colon: "what size, and which oil?"."""
        draft = self.draft
        joined = draft.start > 0 and self.text[draft.start - 1] in self.words.junction
        joined = joined or self.gaps[draft.start] is Kind.COLON
        return joined and draft.opening is not None and draft.opening.start < end

    def _parts(self, at: int) -> bool:
        """Whether the sign, or the conjunction, before the word `at` parts two clauses."""
        gap = self.gaps[at]
        if self.text[at] in self.words.contrast and self.gaps[at + 1 : at + 2] == [Kind.COMMA]:
            return False  # "by whom, though, ..."
        if gap is Kind.ASKS:
            return not self._is_tag(at)
        begins = content_start(self.reading, at)
        if gap is Kind.COMMA and self._joined(at):
            return True
        if self._asks_at(begins) or self._goes_on_asking(at, begins):
            return self._parts_question(at, begins)
        apart = gap is not None
        return apart and (self._talks(at, begins) or self._parts_statement(at, begins))

    def _turns(self, at: int) -> bool:
        """A question without any sign before it: "it hums all night long can you hear that"."""
        before, words = self.text[at - 1], self.words
        held = before in words.pronoun or before in words.auxiliary or before in words.skipped
        return (
            self.may_ask
            and not self.draft.asks
            and not held
            and before not in words.preposition
            and words.wh.isdisjoint(self.text[self.draft.start : at])
            and self.draft.has_verb(at)
        )

    def _asks_behind_condition(self, at: int) -> bool:
        """No cut, but the opening of what a condition leads: "when you start it do you see ..."."""
        opening = None if self.reading.sentence.states else opening_at(self.reading, at)
        if opening is not None and opening.sure and at > self.draft.start + 2:
            follows = self.text[at + 1]
            if opening.cue == "wh-start" or follows in self.words.pronoun:
                self.draft.ask(at, opening)
        return False

    def _asks_at(self, at: int) -> bool:
        opening = opening_at(self.reading, at)
        if opening is None:
            return self.may_ask and behind_if_so(self.reading, at) is not None
        if opening.form is not Form.INDIRECT and not self.may_ask:
            return False
        return opening.sure or self.reading.gaps[at] is Kind.COLON

    def _joined(self, at: int) -> bool:
        """The clause before the comma says that it goes on: "...が、"."""
        return "".join(self.text[max(at - 2, self.draft.start) : at]).endswith(self.words.joint)

    def _goes_on_asking(self, at: int, begins: int) -> bool:
        """A bare auxiliary behind a conjunction: "... on, and does firefox ...?"."""
        opening = opening_at(self.reading, begins) if begins > at else None
        return opening is not None and self.reading.sentence.asks

    def _parts_question(self, at: int, begins: int) -> bool:
        """Whether the question that opens at `begins` stands apart from what is before."""
        apart = self.reading.gaps[at] is not None
        joined = self.text[at] in self.words.junction
        if self.draft.asks:
            alternative = self.text[at] in self.words.alternative
            return (apart or joined) and not alternative and not self._prods(begins)
        if self.draft.conditional and self.draft.has_verb(at):
            self.draft.ask(begins, opening_near(self.reading, begins, len(self.text)))
            return False
        return apart or (joined and self.draft.has_verb(at))

    def _prods(self, at: int) -> bool:
        """Only asks for the answer to the question before it: "..., any ideas?"."""
        return any(
            hit.cue == "elliptic-question"
            or (hit.cue == "question-ending" and hit.end == len(self.text))
            for hit in self.reading.starting(at)
        )

    def _parts_statement(self, at: int, begins: int) -> bool:
        """Whether a statement begins at `begins` that is not part of what is before."""
        draft = self.draft
        if draft.conditional and self.text[at] in self.words.reason:
            return False  # "if it was loose, as we think, what ..."
        if draft.conditional or begins >= len(self.text):
            draft.conditional = draft.conditional and not has_subject(self.reading, begins)
            return False
        gap, word = self.reading.gaps[at], self.text[at]
        chooses = draft.asks or word in self.words.alternative
        if chooses and self.reading.sentence.asks and word not in self.words.reason:
            return False
        if gap is Kind.COLON or gap is Kind.DASH:
            return is_clausal(self.reading, begins)
        if word in self.words.aside:
            return draft.has_verb(at) and ends_statement(self.reading, at)
        if word in self.words.reason and self.text[at + 1] in self.words.complementizer:
            return draft.has_verb(at)  # "..., given that ..."
        leads = word in self.words.conjunction or word in self.words.reason
        joined = leads or self._splices(at, begins)
        return (
            joined
            and draft.has_verb(at)
            and is_clausal(self.reading, begins)
            and not self._is_tag(begins)
        )

    def _talks(self, at: int, begins: int) -> bool:
        """Thanks and the like stand apart: "it works now, thank you"."""
        if not self.talking or self.draft.asks:
            return False
        if begins < len(self.text) and is_condition(self.reading, begins):
            return False
        return bool(self.talk.starting(at) or self.talk.starting(begins)) or (
            is_clausal(self.reading, begins) and bool(self.courtesy.within(self.draft.start, at))
        )

    @cached_property
    def talk(self) -> Reading:
        return self.reading.only(_TALK)

    @cached_property
    def courtesy(self) -> Reading:
        return self.reading.only(_COURTESY)

    def _splices(self, edge: int, at: int) -> bool:
        """A bare comma parts two statements: both have a subject where one is looked for."""
        words, word = self.words, self.text[at]
        if word not in words.pronoun and word not in words.determiner:
            loose = not self.reading.sentence.states
            if not (loose and at + 1 < len(self.text) and self.text[at + 1] in words.verb):
                return False
        return self.draft.takes_splice(edge, at)

    def _is_tag(self, at: int) -> bool:
        return any(
            hit.cue in ("question-ending", "hedge", "comments") and hit.end == len(self.text)
            for hit in self.reading.starting(at)
        )
