"""The entries of a channel: what the package gives."""

from collections.abc import Sequence
from functools import cache

from bot.model import Entry, Link, Mark, Turn
from bot.resolution.hearing import Hearing
from bot.resolution.marks import by_message, standing, verdict_on, with_tracked
from bot.resolution.reader import Reader
from bot.resolution.talk import Conversation
from bot.words import language_of


def resolve(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    focus: range | None = None,
) -> list[Entry]:
    """The entries of the questions of the turns at the positions in `focus` (default: all).

    `turns` are one channel's messages in order; `links` are theirs, in any order; `marks` are all
    marks on messages of the channel, undone ones too.
    """
    verdicts = by_message(marks)
    seen = [
        with_tracked(turn, verdicts[turn.message.id]) if turn.message.id in verdicts else turn
        for turn in turns
    ]
    conversation = Conversation(seen, links)

    @cache
    def reader(language: str) -> Reader:
        return Reader(seen, language)

    def entries_of(post: int) -> list[Entry]:
        turn = seen[post]
        read = reader(language_of(turn.message.text))
        mine = verdicts.get(turn.message.id, ())
        return [
            Entry(
                turn.message.id,
                case.asked.index,
                case.asked.question,
                standing(case, verdict_on(case.asked.question, turn, mine)),
            )
            for case in Hearing(conversation, post, read).hear()
        ]

    positions = range(len(seen)) if focus is None else focus
    return [
        entry for post in positions if conversation.questions[post] for entry in entries_of(post)
    ]
