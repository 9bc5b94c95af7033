"""Goes through the talk about one post, message by message, and hears what each has to say."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.model import GENUINE, Form, MessageId, Question, Reason, Reply, Role, Turn
from bot.resolution.aim import Aim, aims
from bot.resolution.asked import Asked, asked
from bot.resolution.asker import moves
from bot.resolution.case import Case
from bot.resolution.pieces import Piece
from bot.resolution.roles import WORDY, verdict
from bot.resolution.table import Evidence
from bot.resolution.talk import Conversation, Remark

TICKS: Final = frozenset("✅☑✔")
STRONG: Final = 1.0
"""What the words of a reply must weigh where another question of the asker's stands nearer."""
SMALL_TALK: Final = frozenset({"chatter", "thanks", "apology", "acceptance"})

Read = Callable[[int], Sequence[Piece]]
Questions = Callable[[int], Sequence[tuple[int, Question]]]


class Hearing:
    """The questions of the turn at position `post`, and what the talk about it brings to them."""

    def __init__(
        self, conversation: Conversation, post: int, read: Read, questions: Questions
    ) -> None:
        self._talk = conversation
        self._post = post
        self._read = read
        self._questions = questions
        self._asker = conversation.author(post)
        self.asked = asked(questions(post), read(post))
        self.cases = [Case(question) for question in self.asked]
        self._aimed: dict[int, list[Aim]] = {}
        self._ticks: list[tuple[datetime, MessageId, Case]] = []

    def hear(self) -> list[Case]:
        """The cases after all of the talk."""
        if any(question.wanted for question in self.asked):
            for remark in self._talk.about(self._post):
                self._settle_ticks(self._talk.turns[remark.at].message.at)
                self._hear(remark)
            self._settle_ticks(None)
        return self.cases

    def _hear(self, remark: Remark) -> None:
        if self._talk.author(remark.at) == self._asker:
            self._hear_asker(remark)
        else:
            self._hear_helper(remark)

    # -- the asker -------------------------------------------------------------------------------

    def _hear_asker(self, remark: Remark) -> None:
        message = self._talk.turns[remark.at].message
        wanted = [case for case in self.cases if case.asked.wanted]
        spoken_to = [self._talk.turns[at].message.id for at in remark.to]
        spoken_of = [c for c in wanted if not c.replies.keys().isdisjoint(spoken_to)] or wanted
        for move in moves(self._read(remark.at), wanted, spoken_of):
            reply = Reply(message.id, move.role, 0.8, move.reason.span, (move.reason,))
            move.case.add(reply, message.at, move.evidence)
        for case in wanted:
            case.asked_back.difference_update(spoken_to)

    # -- others ----------------------------------------------------------------------------------

    def _hear_helper(self, remark: Remark) -> None:
        turn = self._talk.turns[remark.at]
        found = list(self._aim(remark))
        self._aimed[remark.at] = [aim for _, aim in found]
        for place, case in enumerate(self.cases):
            mine = [(piece, aim) for piece, aim in found if aim.place == place]
            if mine and case.asked.wanted and self._may_speak(case, remark):
                self._record(case, turn, mine)

    def _may_speak(self, case: Case, remark: Remark) -> bool:
        return case.unsettled or self._post in remark.to

    def _record(self, case: Case, turn: Turn, mine: Sequence[tuple[Piece, Aim]]) -> None:
        message = turn.message
        stated = [piece for piece, _ in mine if not piece.asks]
        asks = [piece for piece, _ in mine if piece.asks]
        why = max((aim for _, aim in mine), key=lambda aim: aim.weight).reasons
        if asks and sum(piece.size for piece in stated) < WORDY:
            reason = Reason("asks-back", 1.0, asks[0].span)
            reply = Reply(message.id, Role.CLARIFICATION, 0.8, asks[0].span, (reason, *why))
        else:
            said = verdict(stated or asks, case.asked)
            reply = Reply(message.id, said.role, said.score, mine[0][0].span, (said.reason, *why))
        case.heard.update(*(piece.stems for piece in stated))
        case.add(reply, message.at)
        self._note_ticks(case, turn, reply)

    def _aim(self, remark: Remark) -> Iterator[tuple[Piece, Aim]]:
        """The pieces of a reply, each with the questions of the post that it picks up."""
        pieces = [piece for piece in self._read(remark.at) if not _small_talk(piece)]
        found: list[tuple[Piece, Aim]] = []
        before: list[Aim] = []
        paragraph = -1
        for piece in pieces:
            if piece.paragraph != paragraph:
                paragraph, before = piece.paragraph, []
            before = self._own(remark, piece, aims(piece, self.asked, before))
            found += [(piece, aim) for aim in before]
        return iter(found or self._by_turn(remark, pieces))

    def _own(self, remark: Remark, piece: Piece, found: list[Aim]) -> list[Aim]:
        """The aims that stay when the asker's later questions, which stand nearer, are heard."""
        nearer = self._nearer(remark)
        if not nearer:
            return found
        theirs = max((aim.weight for aim in aims(piece, nearer)), default=0.0)
        return [aim for aim in found if aim.weight > theirs and aim.weight >= STRONG]

    def _nearer(self, remark: Remark) -> list[Asked]:
        """The questions of the asker's later messages that the remark replies to."""
        if self._post in remark.to:
            return []
        return [
            question
            for at in remark.to
            if self._talk.author(at) == self._asker
            for question in asked(self._questions(at), self._read(at))
            if question.wanted
        ]

    def _by_turn(self, remark: Remark, pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Aim]]:
        """What a reply without telling words is about: by whose turn it is."""
        if self._nearer(remark) or not remark.to:
            return
        mine = self._aims_of_turn(remark, pieces)
        for piece in pieces:
            for aim in mine:
                yield piece, aim

    def _aims_of_turn(self, remark: Remark, pieces: Sequence[Piece]) -> list[Aim]:
        continued = [aim for at in remark.to for aim in self._aimed.get(at, ())]
        if continued:
            return []
        left = [k for k, case in enumerate(self.cases) if case.asked.wanted and case.unsettled]
        wanted = [k for k, case in enumerate(self.cases) if case.asked.wanted]
        if len(wanted) == 1:
            return [Aim(wanted[0], 1.0, (Reason("only-question", 1.0),))]
        if len(left) == 1:
            return [Aim(left[0], 0.8, (Reason("only-question-left", 0.8),))]
        yes_or_no = any(not p.cues.isdisjoint(("affirmation", "negation")) for p in pieces[:1])
        polar = [k for k in left if self.asked[k].question.form in (Form.POLAR, Form.TAG)]
        if yes_or_no and polar:
            return [Aim(polar[0], 0.6, (Reason("says-yes-or-no", 0.6),))]
        if len(left) == 2 or (left and self._talk.turns[remark.at].message.text.count(" ") > 4):
            return [Aim(left[0], 0.5, (Reason("first-open-question", 0.5),))]
        return []

    # -- ticks -----------------------------------------------------------------------------------

    def _note_ticks(self, case: Case, turn: Turn, reply: Reply) -> None:
        if reply.role not in (Role.ANSWER, Role.PARTIAL, Role.POINTER):
            return
        for reaction in turn.message.reactions:
            if reaction.emoji[:1] in TICKS and reaction.by == self._asker:
                self._ticks.append((reaction.at or turn.message.at, turn.message.id, case))

    def _settle_ticks(self, now: datetime | None) -> None:
        due = [tick for tick in self._ticks if now is None or tick[0] <= now]
        self._ticks = [tick for tick in self._ticks if tick not in due]
        for at, source, case in sorted(due, key=lambda tick: tick[0]):
            case.weigh(Evidence.TICKED, at, source)


def _small_talk(piece: Piece) -> bool:
    said = piece.size - sum(piece.size_of(hit.span) for hit in piece.hits)
    return said <= 0 and piece.cues <= SMALL_TALK and not piece.links


def genuine(question: Question) -> bool:
    return question.genuine >= GENUINE
