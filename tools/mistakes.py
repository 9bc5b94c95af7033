"""Where the rules go wrong, by kind, and how often: on annotated discussions and logs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from bot.cli.measuring.labelled import Labelled
from bot.evaluation import Asked
from bot.evaluation.matching import matches
from bot.extraction import acts_of
from bot.ingest import derive
from bot.linking import link
from bot.model import GENUINE, Entry, State, Turn
from tools.logs import Log


class Mistake(StrEnum):
    """A kind of mistake."""

    MISSED_UNMARKED = "missed_unmarked"
    MISSED = "missed"
    CUT_OTHERWISE = "cut_otherwise"
    NO_QUESTION = "no_question"
    NOT_GENUINE = "not_genuine"
    NOT_RHETORICAL = "not_rhetorical"
    ANSWER_UNSEEN = "answer_unseen"
    ANSWER_IMAGINED = "answer_imagined"
    PART_OR_WHOLE = "part_or_whole"
    ACCEPTANCE = "acceptance"
    WITHDRAWAL = "withdrawal"
    REPLY_MISSED = "reply_missed"
    REPLY_IMAGINED = "reply_imagined"
    OTHER_ROLE = "other_role"
    LINK_BEGINS = "link_begins"
    LINK_MISSED = "link_missed"
    LINK_ELSEWHERE = "link_elsewhere"


_REPLIES: Final = (Mistake.REPLY_MISSED, Mistake.REPLY_IMAGINED, Mistake.OTHER_ROLE)
_LINKS: Final = (Mistake.LINK_BEGINS, Mistake.LINK_MISSED, Mistake.LINK_ELSEWHERE)
KINDS: Final[Mapping[str, Sequence[Mistake]]] = {
    "question": [kind for kind in Mistake if kind not in {*_REPLIES, *_LINKS}],
    "reply": _REPLIES,
    "message": _LINKS,
}
"""What can be mistaken, and how."""
_ANSWERED: Final = frozenset({State.ANSWERED, State.RESOLVED})


def mistakes(channels: Sequence[Labelled], logs: Sequence[Log]) -> dict[str, dict[str, Any]]:
    """How often each kind happens, by what is mistaken and how many of it there are."""
    found = Counter(kind for channel in channels for kind in _in_channel(channel))
    found.update(kind for log in logs for kind in _in_log(log))
    of = {
        "question": sum(1 for _ in _named(channels)),
        "reply": sum(len(asked.replies or ()) for asked in _named(channels)),
        "message": sum(1 for log in logs for at in log.annotated if _is_said(log, at)),
    }
    return {
        thing: {"of": of[thing], "times": {kind.value: found[kind] for kind in kinds}}
        for thing, kinds in KINDS.items()
    }


def _named(channels: Sequence[Labelled]) -> Iterator[Asked]:
    for channel in channels:
        for labels in channel.labels.values():
            yield from labels.questions or ()


def _is_said(log: Log, at: int) -> bool:
    return not log.messages[at].system


def _in_channel(channel: Labelled) -> Iterator[Mistake]:
    turns = [Turn(message, acts_of(message)) for message in channel.messages]
    entries = derive(turns, kind=channel.channel.kind).entries
    for turn in turns:
        labels = channel.labels.get(turn.message.id)
        if labels is not None and labels.questions is not None:
            mine = [entry for entry in entries if entry.message == turn.message.id]
            yield from _in_message(turn.message.text, labels.questions, mine)


def _in_message(text: str, asked: Sequence[Asked], entries: Sequence[Entry]) -> Iterator[Mistake]:
    match = matches([each.span for each in asked], [e.question.span for e in entries])
    lost = [each for place, each in enumerate(asked) if place not in match]
    extra = [each for place, each in enumerate(entries) if place not in match.values()]
    for each in lost:
        yield _missed(text, each, extra)
    for entry in extra:
        if not any(_meet(entry, each) for each in asked):
            yield Mistake.NO_QUESTION
    for label, found in match.items():
        yield from _in_pair(asked[label], entries[found])


def _meet(entry: Entry, asked: Asked) -> bool:
    span = entry.question.span
    return span.start < asked.span.end and asked.span.start < span.end


def _missed(text: str, asked: Asked, extra: Sequence[Entry]) -> Mistake:
    if any(_meet(entry, asked) for entry in extra):
        return Mistake.CUT_OTHERWISE
    marked = {"?", "？", "؟"} & set(asked.span.of(text)[-1:])
    return Mistake.MISSED if marked else Mistake.MISSED_UNMARKED


def _in_pair(asked: Asked, entry: Entry) -> Iterator[Mistake]:
    if asked.genuine != (entry.question.genuine >= GENUINE):
        yield Mistake.NOT_GENUINE if asked.genuine else Mistake.NOT_RHETORICAL
    elif asked.genuine:
        yield from _in_state(asked.state, entry.standing.state)
        yield from _in_replies(asked, entry)


def _in_state(said: State | None, found: State) -> Iterator[Mistake]:
    if said is None or said is found:
        return
    if State.WITHDRAWN in {said, found}:
        yield Mistake.WITHDRAWAL
    elif {said, found} == _ANSWERED:
        yield Mistake.ACCEPTANCE
    elif State.OPEN in {said, found}:
        yield Mistake.ANSWER_UNSEEN if found is State.OPEN else Mistake.ANSWER_IMAGINED
    else:
        yield Mistake.PART_OR_WHOLE


def _in_replies(asked: Asked, entry: Entry) -> Iterator[Mistake]:
    named = dict(asked.replies or ())
    noted = {reply.message: reply.role for reply in entry.standing.replies}
    for message in named.keys() | noted.keys():
        if message not in noted:
            yield Mistake.REPLY_MISSED
        elif message not in named:
            yield Mistake.REPLY_IMAGINED
        elif named[message] is not noted[message]:
            yield Mistake.OTHER_ROLE


def _in_log(log: Log) -> Iterator[Mistake]:
    """Of the annotated messages that people wrote: each that has no link that people drew."""
    place = {message.id: at for at, message in enumerate(log.messages)}
    drawn: dict[int, set[int]] = {}
    for each in link([Turn(message) for message in log.messages]):
        child = place[each.child]
        drawn.setdefault(child, set()).add(child if each.parent is None else place[each.parent])
    for child in log.annotated:
        parents = log.parents.get(child, {child})
        if _is_said(log, child) and not drawn[child] & parents:
            yield _mislinked(child, drawn[child], parents)


def _mislinked(child: int, drawn: set[int], parents: set[int]) -> Mistake:
    if child in parents:
        return Mistake.LINK_BEGINS
    return Mistake.LINK_MISSED if child in drawn else Mistake.LINK_ELSEWHERE
