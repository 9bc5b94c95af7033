"""The ends of channels at hand tell what the database would."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model import ChannelId, MessageId, Place
from bot.store.writing.tails import Run, Tails
from tests.unit.store.garden import BEDS, NOON

SHED = BEDS.ref


def place(second: int) -> Place:
    return NOON + timedelta(seconds=second), MessageId(f"m{second}")


def read(seconds: list[int], ends: tuple[int, int], before: int, after: int) -> Run:
    """What the database tells, where the row of a turn is the second at which it was posted."""
    earlier = [second for second in seconds if second < ends[0]]
    earlier = earlier[len(earlier) - min(before, len(earlier)) :]
    within = [second for second in seconds if ends[0] <= second <= ends[1]]
    later = [second for second in seconds if second > ends[1]][:after]
    rows = earlier + within + later
    return Run(rows, len(earlier), len(earlier) + len(within), len(later) < after)


@given(
    st.sets(st.integers(0, 60), min_size=1),
    st.integers(0, 30),
    st.lists(st.integers(61, 90), max_size=10, unique=True),
    st.tuples(st.integers(0, 90), st.integers(0, 30)),
    st.integers(0, 20),
    st.integers(1, 20),
)
def test_what_is_at_hand_of_a_channel_is_what_would_be_read(
    posted: set[int],
    margin: int,
    more: list[int],
    asked: tuple[int, int],
    before: int,
    after: int,
) -> None:
    seconds = sorted(posted)
    known = read(seconds, (seconds[-1], seconds[-1]), margin, 1)
    tails = Tails()
    tails.learn(SHED, map(place, known.rows), known.rows, whole=known.first < margin)
    for second in more:
        tails.go_on(SHED, place(second), second)
    ends = asked[0], sum(asked)

    found = tails.run(SHED, (place(ends[0]), place(ends[1])), before, after)

    if found is not None:
        assert found == read(sorted({*posted, *more}), ends, before, after)


def test_end_of_a_channel_is_at_hand_as_it_goes_on() -> None:
    tails = Tails()
    tails.learn(SHED, map(place, range(5)), range(5), whole=True)
    tails.go_on(SHED, place(5), 5)

    assert tails.run(SHED, (place(5), place(5)), 2, 1) == Run([3, 4, 5], 2, 3, is_tail=True)
    assert tails.distance(SHED, place(2), place(5)) == 4


def test_late_message_makes_the_end_be_read_anew() -> None:
    tails = Tails()
    tails.learn(SHED, map(place, range(5)), range(5), whole=True)
    tails.go_on(SHED, (place(2)[0], MessageId("late")), 7)

    assert tails.run(SHED, (place(4), place(4)), 2, 1) is None


def test_end_that_grew_long_is_cut_and_no_longer_the_whole_channel() -> None:
    tails = Tails()
    tails.learn(SHED, map(place, range(10)), range(10), whole=True)
    for second in range(10, 2_000):
        tails.go_on(SHED, place(second), second)

    assert tails.run(SHED, (place(3), place(3)), 0, 1) is None
    assert tails.run(SHED, (place(1_999), place(1_999)), 200, 1) is not None


def test_few_channels_are_at_hand_those_heard_last() -> None:
    tails = Tails()
    channels = [replace(SHED, channel=ChannelId(f"room {n}")) for n in range(300)]
    for channel in channels:
        tails.learn(channel, [place(1)], [1], whole=True)

    assert tails.run(channels[0], (place(1), place(1)), 0, 1) is None
    assert tails.run(channels[-1], (place(1), place(1)), 0, 1) is not None
