from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import Permission
from bot.commands.marking import (
    DISMISS,
    REOPEN,
    RESOLVE,
    SNOOZE,
    TAKE,
    UNDO,
    Resolution,
    Snoozing,
    Taking,
)
from bot.commands.questions import Which
from bot.errors import NotAllowed, NotFound
from bot.model import MarkKind, MessageId
from bot.views import NoticeKind, NoticeView
from tests.unit.commands.fakes import ASKED, JON, MIRA, NOW, ROOM, TESS, Desk

READER = frozenset({Permission.READ})


async def test_resolve_marks_the_question_by_its_own_words() -> None:
    desk = Desk()

    view = await RESOLVE.run(desk.context(), Resolution(number=41))

    [mark] = desk.recorder.marks
    assert (mark.kind, mark.message, mark.by, mark.at) == (MarkKind.RESOLVED, ASKED.ref, TESS, NOW)
    assert mark.quote == "would liming in autumn still help before the frost?"
    assert mark.answer is None
    assert isinstance(view, NoticeView)
    assert (view.kind, [hint.words for hint in view.hints]) == (NoticeKind.DONE, [("undo", "41")])


@pytest.mark.parametrize(
    ("by", "answer"),
    [("jon", "m3"), ("@Jon", "m3"), ("m2", "m2"), ("m5", "m5")],
    ids=["last reply of that id", "last reply of that name", "a reply", "a message not linked"],
)
async def test_resolve_names_what_settled_it(by: str, answer: str) -> None:
    desk = Desk()

    await RESOLVE.run(desk.context(), Resolution(number=41, by=by))

    assert [mark.answer for mark in desk.recorder.marks] == [MessageId(answer)]


async def test_resolve_refuses_an_answer_that_is_nowhere_in_the_channel() -> None:
    desk = Desk()

    with pytest.raises(NotFound, match="m77"):
        await RESOLVE.run(desk.context(), Resolution(number=41, by="m77"))

    assert desk.recorder.marks == []


@pytest.mark.parametrize(
    ("verb", "kind"), [(REOPEN, MarkKind.REOPENED), (DISMISS, MarkKind.DISMISSED)]
)
async def test_reopen_and_dismiss_mark_the_question(verb: type, kind: MarkKind) -> None:
    desk = Desk()

    await verb.run(desk.context(), Which(number=41))

    assert [mark.kind for mark in desk.recorder.marks] == [kind]


async def test_take_and_snooze_hold_for_a_while() -> None:
    desk = Desk()

    await TAKE.run(desk.context(), Taking(number=41))
    await SNOOZE.run(desk.context(), Snoozing(number=41, period=timedelta(weeks=2)))

    assert [(mark.kind, mark.until) for mark in desk.recorder.marks] == [
        (MarkKind.TAKEN, NOW + timedelta(days=2)),
        (MarkKind.SNOOZED, NOW + timedelta(weeks=2)),
    ]


async def test_the_asker_may_settle_without_any_right() -> None:
    desk = Desk(viewer=MIRA, rights=READER)

    await RESOLVE.run(desk.context(), Resolution(number=41))

    assert len(desk.recorder.marks) == 1


@pytest.mark.parametrize("verb", [REOPEN, DISMISS])
async def test_nobody_else_may_settle_without_the_right(verb: type) -> None:
    desk = Desk(viewer=JON, rights=READER)

    with pytest.raises(NotAllowed, match="Mira"):
        await verb.run(desk.context(), Which(number=41))

    assert desk.recorder.marks == []


async def test_everybody_who_reads_may_take_and_snooze() -> None:
    desk = Desk(viewer=JON, rights=READER)

    await TAKE.run(desk.context(), Taking(number=41))
    await SNOOZE.run(desk.context(), Snoozing(number=41))

    assert len(desk.recorder.marks) == 2


async def test_undo_takes_back_the_latest_of_the_viewers_marks() -> None:
    desk = Desk()
    await TAKE.run(desk.context(), Taking(number=41))
    await DISMISS.run(desk.context(NOW + timedelta(seconds=5)), Which(number=41))
    undone_at = NOW + timedelta(seconds=50)

    await UNDO.run(desk.context(undone_at), Which(number=41))

    taken, dismissed, undone = desk.recorder.marks
    assert undone == replace(dismissed, undone_at=undone_at)
    assert desk.ledger.marks == (taken,)


async def test_undo_twice_takes_back_the_one_before() -> None:
    desk = Desk()
    await TAKE.run(desk.context(), Taking(number=41))
    await DISMISS.run(desk.context(NOW + timedelta(seconds=5)), Which(number=41))

    for _ in range(2):
        await UNDO.run(desk.context(NOW + timedelta(seconds=10)), Which(number=41))

    assert desk.ledger.marks == ()


@pytest.mark.parametrize("later", [timedelta(seconds=61), timedelta(seconds=-1)])
async def test_undo_leaves_marks_alone_that_are_not_of_the_last_minute(later: timedelta) -> None:
    desk = Desk()
    await DISMISS.run(desk.context(), Which(number=41))

    with pytest.raises(NotFound, match="nothing to undo"):
        await UNDO.run(desk.context(NOW + later), Which(number=41))


async def test_undo_leaves_the_marks_of_others_alone() -> None:
    desk = Desk()
    await DISMISS.run(desk.context(), Which(number=41))
    other = Desk(desk.ledger, viewer=JON)

    with pytest.raises(NotFound, match="nothing to undo"):
        await UNDO.run(other.context(), Which(number=41))


async def test_the_same_verdict_at_the_same_moment_is_one_mark() -> None:
    desk = Desk()

    for _ in range(2):
        await DISMISS.run(desk.context(), Which(number=41))
    await DISMISS.run(desk.context(NOW + timedelta(seconds=1)), Which(number=41))

    first, again, later = (mark.id for mark in desk.recorder.marks)
    assert first == again != later


async def test_who_may_settle_in_the_channel_settles_what_others_ask_there() -> None:
    desk = Desk(viewer=JON, rights=READER, settling=frozenset({ROOM}))
    elsewhere = Desk(viewer=JON, rights=READER, settling=frozenset({replace(ROOM, channel="x")}))

    await DISMISS.run(desk.context(), Which(number=41))
    with pytest.raises(NotAllowed):
        await DISMISS.run(elsewhere.context(), Which(number=41))

    assert len(desk.recorder.marks) == 1
