"""Channels are read once, and anew after any program made, renamed or deleted one."""

from dataclasses import replace
from pathlib import Path

from bot.errors import WrongUse
from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.model import Channel, ChannelId, Gone
from bot.store import Store, open_store
from tests.unit.store.garden import BEDS, NOON, PUMP, post, url


async def names(store: Store) -> list[str]:
    return sorted(channel.name for channel in await store.channels(BEDS.ref.community))


async def test_new_channel_is_told_of_at_once(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        ingest = Ingest(store, RulesExtractor())
        await ingest.ingest([post("1", "dig here?")])
        assert await names(store) == ["beds"]

        await ingest.ingest([post("1", "pump here?", where=PUMP)])

        assert await names(store) == ["beds", "pump"]


async def test_renamed_channel_and_one_that_is_gone_are_told_of_at_once(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        ingest = Ingest(store, RulesExtractor())
        await ingest.ingest([post("1", "dig here?"), post("1", "pump here?", where=PUMP)])
        assert await names(store) == ["beds", "pump"]

        renamed = replace(PUMP, name="well")
        await ingest.ingest([post("2", "and now?", where=renamed), Gone(BEDS.ref, NOON)])

        assert await names(store) == ["well"]


async def test_channel_that_became_private_is_told_of_where_another_program_wrote(
    tmp_path: Path,
) -> None:
    async with (
        open_store(url(tmp_path / "ledger.db")) as store,
        open_store(url(tmp_path / "ledger.db")) as other,
    ):
        await Ingest(store, RulesExtractor()).ingest([post("1", "dig here?")])
        assert [channel.private for channel in await store.channels()] == [False]

        private = replace(BEDS, private=True)
        await Ingest(other, RulesExtractor()).ingest([post("2", "and here?", where=private)])

        assert [channel.private for channel in await store.channels()] == [True]


async def test_channels_are_the_same_values_while_nobody_changes_them(tmp_path: Path) -> None:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        ingest = Ingest(store, RulesExtractor())
        await ingest.ingest([post("1", "dig here?")])
        [before] = await store.channels()

        await ingest.ingest([post("2", "and here?")])
        [after] = await store.channels()

        assert after is before


def another(channel: Channel, id_: str) -> Channel:
    """Another channel of the same name."""
    return replace(channel, ref=replace(channel.ref, channel=ChannelId(id_)))


async def test_two_channels_of_a_name_are_told_apart_in_words_that_every_edge_can_say(
    tmp_path: Path,
) -> None:
    async with open_store(url(tmp_path / "ledger.db")) as store:
        twin = another(BEDS, "other-beds")
        ingest = Ingest(store, RulesExtractor())
        await ingest.ingest([post("1", "dig here?"), post("1", "dig there?", where=twin)])

        said = [
            await complaint(store, BEDS, community=True),
            await complaint(store, BEDS, community=False),
        ]

        assert said == [
            "Several channels are called beds: id-beds, other-beds. Use the id.",
            f"Several channels are called beds: id-beds ({BEDS.ref.community}), "
            f"other-beds ({BEDS.ref.community}). Use the id, or say which community.",
        ]


async def complaint(store: Store, channel: Channel, *, community: bool) -> str:
    try:
        await store.thread(channel.name, channel.ref.community if community else None)
    except WrongUse as error:
        return str(error)
    return ""
