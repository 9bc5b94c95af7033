"""What the store says is missing."""

from datetime import timedelta
from pathlib import Path

from bot.model import Gap, Heard, MessageId, Missing, Platform
from tests.unit.store.garden import BEDS, MIRA, NOON, PUMP, ledger, post

GARDEN = BEDS.ref.community


def gap(after: str, before: str, channel: object = BEDS) -> Gap:
    assert channel in {BEDS, PUMP}
    ref = BEDS.ref if channel is BEDS else PUMP.ref
    return Gap(ref, MessageId(after), MessageId(before))


async def test_a_gap_begins_at_the_post_before_it(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ends.db") as (store, ingest):
        posts = [post("3", "Late?"), post("7", "Later?"), post("5", "Wet?", where=PUMP, by=MIRA)]
        await ingest.ingest(posts, notes=[gap("7", "9"), gap("5", "8", PUMP)])

        assert await store.missing() == Missing(2, NOON + timedelta(minutes=5))
        assert (await store.missing(GARDEN, frozenset({BEDS.ref}))).since == NOON + timedelta(
            minutes=7
        )
        assert (await store.missing(GARDEN, frozenset())).unread == 0


async def test_a_gap_from_the_first_post_on_has_no_beginning(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ends.db") as (store, ingest):
        await ingest.ingest([post("3", "Late?")], notes=[gap("3", "9"), gap("", "8", PUMP)])

        assert await store.missing() == Missing(2)


async def test_what_was_heard_counts_from_the_community_that_was_heard_least_far(
    tmp_path: Path,
) -> None:
    heard = [
        Heard(Platform.IMPORT, GARDEN, NOON + timedelta(hours=2)),
        Heard(Platform.IMPORT, PUMP.ref.community, NOON + timedelta(hours=2)),
        Heard(Platform.IMPORT, type(GARDEN)("elsewhere"), NOON),
    ]
    async with ledger(tmp_path / "ends.db") as (store, ingest):
        await ingest.ingest([], notes=heard)

        assert (await store.missing()).heard == ((Platform.IMPORT, NOON),)
        assert (await store.coverage(GARDEN)).missing.heard == (
            (Platform.IMPORT, NOON + timedelta(hours=2)),
        )
