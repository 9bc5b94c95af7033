"""Goes through the talk about one post, message by message, and hears what each has to say."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from operator import is_
from typing import Final

from bot.model import MessageId, Reply, Role, Turn
from bot.resolution.asked import Agenda
from bot.resolution.asker import asked_again, moves
from bot.resolution.case import Case
from bot.resolution.course import Context, Course, Step, Tick
from bot.resolution.likely import CERTAIN, DOUBTFUL
from bot.resolution.pickup import Approach, Picked, picked_up
from bot.resolution.reader import Reader
from bot.resolution.reply import TICKS, reply_to
from bot.resolution.table import Evidence
from bot.resolution.talk import HORIZON, Conversation, Remark

TICKABLE: Final = frozenset({Role.ANSWER, Role.PARTIAL, Role.POINTER})


class Hearing:
    """The questions of a post, and what the talk about it brings to them. The `course` holds what
    came of as much of it as was heard before, and goes on.
    """

    def __init__(self, conversation: Conversation, read: Reader, course: Course) -> None:
        self._talk = conversation
        self._post = course.post
        self._read = read
        self._course = course
        self._asker = conversation.author(course.post)
        self._agenda = read.agenda(course.post)
        self._places = course.wanted
        self._remarks = self._about()
        course.go_back(self._remarks, self._context)
        self._before, self._ticks = course.standing
        self._cases = [*self._before]

    def cases(self) -> tuple[Case, ...]:
        """The questions after all of the talk."""
        for remark in self._remarks[len(self._course.steps) :]:
            self._course.steps[remark.at] = self._hear(remark)
        self._settle_ticks(None)
        return tuple(self._cases)

    def _about(self) -> Sequence[Remark]:
        """What is said about the post."""
        if not self._places:
            return ()
        return self._talk.about(self._post, partial(self._read.naming, self._post))

    def _context(self, remark: Remark) -> Context:
        turns = self._talk.turns
        return (
            turns[remark.at],
            self._talk.author(remark.at - 1),
            self._talk.last_of_asker(self._post, remark.at),
            *[turns[at] for at in remark.to],
        )

    def _hear(self, remark: Remark) -> Step:
        if self._ticks:
            self._settle_ticks(self._talk.turns[remark.at].message.at)
        by_asker = self._talk.author(remark.at) == self._asker
        return self._hear_asker(remark) if by_asker else self._hear_helper(remark)

    def _step(
        self,
        remark: Remark,
        *,
        presses: bool = False,
        in_run: bool = False,
        picked: Sequence[Picked] = (),
    ) -> Step:
        if not all(map(is_, self._cases, self._before)):  # as a rule they are, and are kept once
            self._before = tuple(self._cases)
        context = self._context(remark)
        return Step(remark, context, self._before, self._ticks, presses, in_run, picked)

    @property
    def _wanted(self) -> list[Case]:
        """The questions that want an answer, as they stand now."""
        return [self._cases[place] for place in self._places.values()]

    def _put(self, case: Case) -> None:
        self._cases[self._places[case.asked.index]] = case

    def _hear_asker(self, remark: Remark) -> Step:
        message = self._talk.turns[remark.at].message
        pieces, wanted = self._read.pieces(remark.at), self._wanted
        answered = self._answers_back(remark, wanted)
        presses = bool(answered)
        here = remark.to or remark.sure or any(asked_again(pieces, wanted))
        for move in moves(pieces, wanted, self._spoken_of(remark, wanted)) if here else ():
            reply = Reply(message.id, move.role, 0.8, move.reason.span, (move.reason,))
            self._put(move.case.with_reply(reply, message.at, move.evidence))
            presses = presses or move.role in (Role.REJECTION, Role.BUMP)
        for case in self._wanted if answered else ():
            self._put(case._replace(asked_back=case.asked_back - answered))
        return self._step(remark, presses=presses)

    def _answers_back(self, remark: Remark, wanted: Sequence[Case]) -> set[MessageId]:
        """What was asked back that the asker answers, who so still wants their own answer."""
        asked_back = {source for case in wanted for source in case.asked_back}
        if not asked_back:
            return asked_back
        return asked_back.intersection(self._talk.turns[at].message.id for at in remark.to)

    def _spoken_of(self, remark: Remark, wanted: Sequence[Case]) -> Sequence[Case]:
        """The cases that the asker's remark is about: those of whom it replies to, or all.

        Where the platform does not say to whom, it may be whoever spoke right before.
        """
        if remark.sure < DOUBTFUL:
            return wanted
        others = {self._talk.author(at) for at in remark.to} - {self._asker}
        if others and remark.sure < CERTAIN and remark.at <= self._post + HORIZON:
            others.add(self._talk.author(remark.at - 1))
        return [c for c in wanted if not others or not others.isdisjoint(c.helpers)]

    def _hear_helper(self, remark: Remark) -> Step:
        gone_on_from = self._gone_on_from(remark)
        in_run = bool(gone_on_from) or self._post in remark.to
        if not in_run and not any(case.unsettled for case in self._wanted):
            return self._step(remark)
        presses = any(at == self._post or self._course.presses(at) for at in remark.to)
        approach = Approach(
            left=self._left(),
            nearer=self._nearer(remark),
            sure=remark.sure if presses else 0.0,
            lead=remark.lead,
            before=[picked.aim for at in gone_on_from for picked in self._course.steps[at].picked],
            stray=not remark.to,
            aside=not presses and not gone_on_from,
            beside=self._read.is_beside(remark.at),
            argues=self._read.argues(remark.at),
            outright=self._post in remark.to,
        )
        pieces = self._read.worth_hearing(remark.at, remark.since)
        found = picked_up(pieces, self._agenda, approach)
        by_place: dict[int, list[Picked]] = {}
        for picked in found:
            by_place.setdefault(picked.aim.place, []).append(picked)
        for place, mine in sorted(by_place.items()):
            case = self._cases[place]
            if case.asked.wanted and (case.unsettled or in_run):
                self._record(place, self._talk.turns[remark.at], mine)
        return self._step(remark, in_run=in_run, picked=found[-1:])

    def _gone_on_from(self, remark: Remark) -> list[int]:
        """From which replies to the post their author goes on before the asker speaks again."""
        asked = self._talk.last_of_asker(self._post, remark.at)
        author = self._talk.author(remark.at)
        return [
            at
            for at in remark.to
            if at > asked and self._course.in_run(at) and self._talk.author(at) == author
        ]

    def _left(self) -> list[int]:
        """The places of the questions that still want an answer; of all, when none does."""
        wanted = [*self._places.values()]
        return [place for place in wanted if self._cases[place].unsettled] or wanted

    def _nearer(self, remark: Remark) -> list[Agenda]:
        """What the asker's later messages ask, to which the remark replies instead."""
        if self._post in remark.to:
            return []
        return [
            self._read.agenda(at)
            for at in remark.to
            if self._talk.author(at) == self._asker and self._talk.questions[at]
        ]

    def _record(self, place: int, turn: Turn, mine: Sequence[Picked]) -> None:
        case = self._cases[place]
        reply = reply_to(case.asked, self._talk.turns[self._post], turn, mine)
        case = case._replace(
            helpers=case.helpers | {turn.message.author.id},
            heard=case.heard.union(*(picked.piece.stems for picked in mine)),
        )
        self._cases[place] = case.with_reply(reply, turn.message.at)
        if reply.role in TICKABLE:
            self._ticks += tuple(
                Tick(reaction.at or turn.message.at, turn.message.id, place)
                for reaction in turn.message.reactions
                if reaction.emoji[:1] in TICKS and reaction.by == self._asker
            )

    def _settle_ticks(self, now: datetime | None) -> None:
        due = [tick for tick in self._ticks if now is None or tick.at <= now]
        self._ticks = tuple(tick for tick in self._ticks if tick not in due)
        for at, source, place in sorted(due, key=lambda tick: tick.at):
            self._cases[place] = self._cases[place].with_evidence(Evidence.TICKED, at, source)
