"""Which other links make no difference to any question."""

import pytest

from bot.model import Link, MessageId, Reason
from bot.resolution import sounds_alike
from bot.resolution.likely import GOES_ON

HER, HIS = MessageId("1"), MessageId("2")


def to(parent: MessageId | None, score: float, *, goes_on: bool = False) -> Link:
    return Link(MessageId("3"), parent, score, (Reason(GOES_ON, 1.0),) if goes_on else ())


@pytest.mark.parametrize(
    ("before", "after"),
    [(to(HER, 0.51), to(HER, 0.69)), (to(HER, 0.1), to(HER, 0.4)), (to(None, 0.2), to(None, 0.9))],
)
def test_a_link_that_is_a_little_surer_sounds_alike(before: Link, after: Link) -> None:
    assert sounds_alike([before], [after])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (to(HER, 0.6), to(HIS, 0.6)),
        (to(HER, 0.6), to(None, 0.6)),
        (to(HER, 0.44), to(HER, 0.46)),
        (to(HER, 0.69), to(HER, 0.7)),
        (to(HER, 0.99), to(HER, 1.0)),
        (to(HER, 0.0), to(HER, 0.01)),
        (to(HER, 0.6), to(HER, 0.6, goes_on=True)),
    ],
)
def test_a_link_by_which_a_question_may_stand_otherwise_does_not(before: Link, after: Link) -> None:
    assert not sounds_alike([before], [after])


def test_several_links_count_together() -> None:
    two = [to(HER, 0.6), to(HIS, 0.3)]

    assert not sounds_alike([], [to(HER, 0.6)])
    assert not sounds_alike(two, [to(HER, 0.61), to(HIS, 0.3)])
