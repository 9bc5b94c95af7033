"""One sentence: what was done, or what went wrong and what to do about it."""

from datetime import datetime

from bot.errors import BadInput, LooseEndsError
from bot.model import Mark, Record
from bot.views.moments import moment
from bot.views.text import shown
from bot.views.values import Hint, NoticeKind, NoticeView
from bot.views.wording import say


def marked_notice(number: int, mark: Mark, *, now: datetime) -> NoticeView:
    """A verdict was written down; it can be taken back for a minute."""
    until = moment(mark.until, now) if mark.until else ""
    key = "done.taken_open" if mark.kind == "taken" and not until else f"done.{mark.kind}"
    return NoticeView(
        kind=NoticeKind.DONE,
        sentence=say(key, number=number, until=until),
        hints=(Hint(say("hint.undo"), ("undo", str(number))),),
    )


def undone_notice(record: Record) -> NoticeView:
    """A verdict was taken back; `record` is the question as it stands now."""
    state = say(f"state.{record.entry.standing.state}")
    return NoticeView(NoticeKind.DONE, say("done.undone", number=record.number, state=state))


def untracked_notice(number: int) -> NoticeView:
    """A message is no question any more, since nobody but a person had said so."""
    return NoticeView(NoticeKind.DONE, say("done.untracked", number=number))


def archive_notice(name: str, *, new: int, known: int, questions: int, left_out: int) -> NoticeView:
    """An archive was read: how many messages it held, and how many records were no such thing."""
    sentence = say("done.archive", name=shown(name), new=new, known=known, questions=questions)
    remedy = say("done.archive_left_out", left_out=left_out) if left_out else ""
    return NoticeView(NoticeKind.DONE, sentence, remedy)


def broken_notice(fault: str) -> NoticeView:
    """We failed, and nobody can mend it by other words; `fault` is how the log calls it."""
    return NoticeView(NoticeKind.FAILED, say("failed.ours"), say("failed.again", fault=fault))


def stopped_notice() -> NoticeView:
    """We have to end before the answer is ready."""
    return NoticeView(NoticeKind.FAILED, say("failed.stopped"), say("failed.stopped_again"))


def failed_notice(error: LooseEndsError) -> NoticeView:
    """What went wrong, in the error's own words; the remedy stands apart where it has one."""
    remedy = error.remedy if isinstance(error, BadInput) else ""
    return NoticeView(NoticeKind.FAILED, shown(str(error).removesuffix(remedy)), shown(remedy))
