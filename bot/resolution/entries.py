"""The entries of a channel: what the package gives."""

from collections.abc import Iterable, Mapping, Sequence

from bot.model import Entry, Link, Mark, MessageId, Turn
from bot.resolution.case import Case
from bot.resolution.hearing import Hearing
from bot.resolution.marks import by_message, standing, verdict_on, with_tracked
from bot.resolution.reader import Readers, Readings
from bot.resolution.talk import Conversation


def resolve(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    focus: Iterable[int] | None = None,
    readings: Readings | None = None,
) -> list[Entry]:
    """The entries of the questions of the turns at the positions in `focus` (default: all).

    `turns` are one channel's messages in order; `links` are theirs, in any order; `marks` are all
    marks on messages of the channel, undone ones too. What is in the `readings` is not read again.
    """
    verdicts = by_message(marks)
    known = Readings() if readings is None else readings
    conversation, first = conversation_of(turns, links, verdicts, known)
    readers = Readers(conversation.turns, known)

    def entries_of(post: int) -> Sequence[Entry]:
        turn = conversation.turns[post]
        mine = verdicts.get(turn.message.id, ())
        read = readers.of(post)
        course = known.course(turn, post, read.agenda(post))
        cases = Hearing(conversation, read, course).cases()
        if course.entries[:2] != (cases, mine):
            course.entries = cases, mine, [_entry(case, turn, mine) for case in cases]
        return course.entries[2]

    posts = [first + at for at in (range(len(turns)) if focus is None else focus)]
    return [entry for post in posts if conversation.questions[post] for entry in entries_of(post)]


def _entry(case: Case, turn: Turn, marks: Sequence[Mark]) -> Entry:
    asked = case.asked
    verdict = verdict_on(asked.question, turn, marks)
    return Entry(turn.message.id, asked.index, asked.question, standing(case, verdict))


def conversation_of(
    turns: Sequence[Turn],
    links: Sequence[Link],
    verdicts: Mapping[MessageId, Sequence[Mark]],
    known: Readings,
) -> tuple[Conversation, int]:
    """The turns with the questions that people see in them, and how they hang together; and the
    position that the first one has there.
    """
    seen = turns
    if verdicts:
        seen = [
            with_tracked(turn, verdicts[turn.message.id]) if turn.message.id in verdicts else turn
            for turn in turns
        ]
    talk = known.talk if known.talk.goes_on_with(seen) else Conversation()
    known.talk = Conversation()  # until it is whole again
    first = talk.follow(seen, links)
    known.talk = talk
    return talk, first
