"""Goes through the talk about one post, message by message, and hears what each has to say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from typing import Final

from bot.model import AuthorId, Reason, Reply, Role, Turn
from bot.resolution.asked import SEVERAL, Agenda
from bot.resolution.asker import asked_again, moves
from bot.resolution.case import Case
from bot.resolution.course import Course, Heard, begun, bounds
from bot.resolution.judged import judged
from bot.resolution.pickup import (
    CERTAIN,
    Approach,
    Picked,
    picked_up,
)
from bot.resolution.pieces import Piece
from bot.resolution.reader import Reader
from bot.resolution.roles import WORDY, YES_OR_NO, verdict
from bot.resolution.table import Evidence
from bot.resolution.talk import DOUBTFUL, HORIZON, Conversation, Remark

ASIDES: Final = frozenset({"laughter", "bump"})
TICKS: Final = frozenset("✅☑✔")
CUES: Final = frozenset({"asks-back", "ticked-by-others"})
TELLING: Final = YES_OR_NO | {"me-too"}
"""What says enough in a word or two."""
TICKABLE: Final = frozenset({Role.ANSWER, Role.PARTIAL, Role.POINTER})
RHETORICAL: Final = 0.3
"""Below this probability that an answer is wanted a question is plain rhetoric."""
MAYBE: Final = 0.4
"""How sure an answer is that only may be meant for its question."""
MOST: Final = 100
"""So many questions of a post the asker's own remarks and replies without telling words reach."""


class Hearing:
    """The questions of the turn at position `post`, and what the talk about it brings to them."""

    def __init__(self, conversation: Conversation, post: int, read: Reader) -> None:
        self._talk = conversation
        self._post = post
        self._read = read
        self._asker = conversation.author(post)
        self._agenda = read.agenda(post)
        self._follow(begun(post, self._agenda))

    def _follow(self, course: Course) -> None:
        self._course = course
        self._wanted = [case for case in course.cases[:MOST] if case.asked.wanted]

    @cached_property
    def remarks(self) -> list[Remark]:
        """What is said about the post."""
        if not self._wanted:
            return []
        return self._talk.about(self._post, partial(self._read.naming, self._post))

    @property
    def heard(self) -> Heard:
        """All that the cases depend on, wherever in the channel it stands."""
        turns = self._talk.turns
        remarks = [
            (
                turns[remark.at],
                (remark.at - self._post, remark.since, *bounds(remark)),
                [turns[at] for at in remark.to],
                turns[remark.at - 1].message.author.id,
                turns[self._talk.last_of_asker(self._post, remark.at)].message.id,
            )
            for remark in self.remarks
        ]
        return turns[self._post], remarks

    def hear(self, before: Course | None = None) -> Course:
        """The course after all of the talk, of which the one `before` may have heard the beginning:
        that one goes on, then.
        """
        if before and before.post == self._post and not before.ended:
            self._follow(before)
        course = self._course
        for remark in self.remarks[course.remarks :]:
            if course.ticks:
                self._settle_ticks(self._talk.turns[remark.at].message.at)
            if self._talk.author(remark.at) == self._asker:
                self._hear_asker(remark)
            else:
                self._hear_helper(remark)
        course.remarks, course.ended = len(self.remarks), bool(course.ticks)
        self._settle_ticks(None)
        return course

    def _hear_asker(self, remark: Remark) -> None:
        message = self._talk.turns[remark.at].message
        if self._presses(remark):
            self._course.pressing.add(remark.at)
        pieces = self._read.pieces(remark.at)
        here = remark.to or remark.sure or any(asked_again(pieces, self._wanted))
        made = moves(pieces, self._wanted, self._spoken_of(remark)) if here else ()
        for move in made:
            reply = Reply(message.id, move.role, 0.8, move.reason.span, (move.reason,))
            move.case.add(reply, message.at, move.evidence)
            if move.role in (Role.REJECTION, Role.BUMP):
                self._course.pressing.add(remark.at)
        for case in self._wanted:
            case.asked_back.difference_update(self._talk.turns[at].message.id for at in remark.to)

    def _presses(self, remark: Remark) -> bool:
        """Whether the asker answers what was asked back, and so still wants their answer."""
        asked_back = {source for case in self._wanted for source in case.asked_back}
        return any(self._talk.turns[at].message.id in asked_back for at in remark.to)

    def _spoken_of(self, remark: Remark) -> list[Case]:
        """The cases that the asker's remark is about: those of whom it replies to, or all.

        Where the platform does not say to whom, it may be whoever spoke right before.
        """
        if remark.sure < DOUBTFUL:
            return self._wanted
        others = {self._talk.author(at) for at in remark.to} - {self._asker}
        if others and remark.sure < CERTAIN and remark.at <= self._post + HORIZON:
            others.add(self._talk.author(remark.at - 1))
        return [c for c in self._wanted if not others or not others.isdisjoint(c.helpers)]

    def _hear_helper(self, remark: Remark) -> None:
        turn = self._talk.turns[remark.at]
        gone_on_from = self._gone_on_from(remark)
        if gone_on_from or self._post in remark.to:
            self._course.run.add(remark.at)
        elif not any(case.unsettled for case in self._wanted):
            return
        presses = not self._course.pressing.isdisjoint(remark.to)
        approach = Approach(
            left=self._left(),
            nearer=self._nearer(remark),
            sure=remark.sure if presses else 0.0,
            lead=remark.lead,
            before=[
                picked.aim for at in gone_on_from for picked in self._course.picked.get(at, ())
            ],
            stray=not remark.to,
            aside=not presses and not gone_on_from,
            beside=self._is_beside(remark),
            argues=self._argues(remark),
            outright=self._post in remark.to,
        )
        pieces = [p for p in self._read.pieces(remark.at) if p.span.start >= remark.since]
        found = picked_up(pieces, self._agenda, approach)
        self._course.picked[remark.at] = found[-1:]
        by_place: dict[int, list[Picked]] = {}
        for picked in found:
            by_place.setdefault(picked.aim.place, []).append(picked)
        for place, mine in sorted(by_place.items()):
            case = self._course.cases[place]
            if case.asked.wanted and (case.unsettled or remark.at in self._course.run):
                self._record(case, turn, mine)

    def _is_beside(self, remark: Remark) -> bool:
        """Whether it does something else than answer: it asks, laughs, or asks again."""
        asks = bool(self._talk.questions[remark.at])
        return asks or any(piece.cues & ASIDES for piece in self._read.pieces(remark.at))

    def _argues(self, remark: Remark) -> bool:
        """Whether it asks several things of nobody, as people do who take a stand."""
        asked = [question for _, question in self._talk.questions[remark.at]]
        return sum(question.genuine < RHETORICAL for question in asked) >= SEVERAL

    def _gone_on_from(self, remark: Remark) -> list[int]:
        """From which replies to the post their author goes on before the asker speaks again."""
        asked = self._talk.last_of_asker(self._post, remark.at)
        author = self._talk.author(remark.at)
        return [
            at
            for at in remark.to
            if at > asked and at in self._course.run and self._talk.author(at) == author
        ]

    def _left(self) -> list[int]:
        """The places of the questions that still want an answer; of all, when none does."""
        wanted = [k for k, case in enumerate(self._course.cases[:MOST]) if case.asked.wanted]
        return [k for k in wanted if self._course.cases[k].unsettled] or wanted

    def _nearer(self, remark: Remark) -> list[Agenda]:
        """What the asker's later messages ask, to which the remark replies instead."""
        if self._post in remark.to:
            return []
        return [
            self._read.agenda(at)
            for at in remark.to
            if self._talk.author(at) == self._asker and self._talk.questions[at]
        ]

    def _record(self, case: Case, turn: Turn, mine: Sequence[Picked]) -> None:
        reply = judged(_reply(case, turn, mine), self._talk.turns[self._post], case.asked, turn)
        reply = replace(reply, reasons=reply.reasons + _ticks_of_others(turn, self._asker))
        case.helpers.add(turn.message.author.id)
        case.heard.update(*(picked.piece.stems for picked in mine))
        case.add(reply, turn.message.at)
        if reply.role in TICKABLE:
            self._course.ticks += [
                (reaction.at or turn.message.at, turn.message.id, case)
                for reaction in turn.message.reactions
                if reaction.emoji[:1] in TICKS and reaction.by == self._asker
            ]

    def _settle_ticks(self, now: datetime | None) -> None:
        due = [tick for tick in self._course.ticks if now is None or tick[0] <= now]
        self._course.ticks = [tick for tick in self._course.ticks if tick not in due]
        for at, source, case in sorted(due, key=lambda tick: tick[0]):
            case.weigh(Evidence.TICKED, at, source)


def _ticks_of_others(turn: Turn, asker: AuthorId) -> tuple[Reason, ...]:
    """A tick by somebody else is a hint for people, and changes nothing."""
    tickers = {r.by for r in turn.message.reactions if r.emoji[:1] in TICKS and r.by != asker}
    return (Reason("ticked-by-others", 0.1, None, str(len(tickers))),) if tickers else ()


def _reply(case: Case, turn: Turn, mine: Sequence[Picked]) -> Reply:
    """The reply that these pieces of a helper's message make to the case."""
    pieces = [picked.piece for picked in mine]
    why = max((picked.aim for picked in mine), key=lambda aim: aim.weight).reasons
    asking = next((i for i, piece in enumerate(pieces) if piece.wants), None)
    stated = pieces[:asking]
    if asking is not None and _says_little(stated):
        span = pieces[asking].span
        reasons = (Reason("asks-back", 1.0, span), *why)
        return Reply(turn.message.id, Role.CLARIFICATION, 0.8, span, reasons)
    said = verdict(stated, case.asked)
    if said.role is Role.ANSWER and all(picked.may for picked in mine):
        said = replace(said, role=Role.PARTIAL, score=MAYBE)
    return Reply(turn.message.id, said.role, said.score, pieces[0].span, (said.reason, *why))


def _says_little(stated: Sequence[Piece]) -> bool:
    words = sum(piece.size for piece in stated)
    return words < WORDY and all(piece.cues.isdisjoint(TELLING) for piece in stated)
