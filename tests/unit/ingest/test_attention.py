"""What is remembered of busy channels, and when it is forgotten."""

from dataclasses import replace
from pathlib import Path

from bot.ingest import Ingest
from bot.ingest.attention import Attention
from bot.ingest.stages import Stages
from bot.model import ChannelId, Deleted, Edited, Gone, MessageId, MessageRef
from bot.store import open_store
from tests.unit.store.garden import BEDS, NOON, PLAIN, PUMP, Splitter, post, url


class Clerks:
    """Stages that can be told apart, and how many were asked for."""

    def __init__(self) -> None:
        self.hired = 0
        self.stages = replace(PLAIN, attentive=self._hire)

    def _hire(self) -> Stages:
        self.hired += 1
        return replace(PLAIN, version=str(self.hired))


def test_channel_is_heard_by_the_same_stages_again() -> None:
    attention = Attention(Clerks().stages)
    first = attention.paid_to(BEDS.ref)
    assert attention.paid_to(PUMP.ref) is not first
    assert attention.paid_to(BEDS.ref) is first


def test_stages_that_do_not_remember_are_taken_as_they_are() -> None:
    assert Attention(PLAIN).paid_to(BEDS.ref) is PLAIN


def test_channel_that_was_silent_longest_is_forgotten_first() -> None:
    attention = Attention(Clerks().stages, channels=2)
    beds, tools = attention.paid_to(BEDS.ref), attention.paid_to(PUMP.ref)
    attention.paid_to(BEDS.ref)
    attention.paid_to(replace(BEDS.ref, channel=ChannelId("shed")))
    assert attention.paid_to(BEDS.ref) is beds
    assert attention.paid_to(PUMP.ref) is not tools


def test_channels_are_forgotten_by_name() -> None:
    attention = Attention(Clerks().stages)
    beds, tools = attention.paid_to(BEDS.ref), attention.paid_to(PUMP.ref)
    attention.forget([BEDS.ref])
    assert attention.paid_to(BEDS.ref) is not beds
    assert attention.paid_to(PUMP.ref) is tools


def test_all_is_forgotten_when_another_program_wrote() -> None:
    attention = Attention(Clerks().stages)
    attention.doubt(7)
    beds = attention.paid_to(BEDS.ref)
    attention.doubt(8)
    assert attention.paid_to(BEDS.ref) is beds
    attention.doubt(10)
    assert attention.paid_to(BEDS.ref) is not beds


async def test_words_are_forgotten_when_they_are_taken_back(tmp_path: Path) -> None:
    clerks, ref = Clerks(), MessageRef(BEDS.ref, MessageId("2"))
    async with open_store(url(tmp_path / "ledger.db"), clock=lambda: NOON) as store:
        ingest = Ingest(store, Splitter(), clerks.stages)
        await ingest.ingest([post("1", "is it dry?")])
        await ingest.ingest([post("2", "it is not")])
        assert clerks.hired == 1
        await ingest.ingest([Edited(ref, "it is", NOON.replace(hour=20))])
        assert clerks.hired == 2
        await ingest.ingest([Deleted(ref, NOON)])
        assert clerks.hired == 3


async def test_channels_are_forgotten_when_one_departs(tmp_path: Path) -> None:
    clerks = Clerks()
    async with open_store(url(tmp_path / "ledger.db"), clock=lambda: NOON) as store:
        ingest = Ingest(store, Splitter(), clerks.stages)
        await ingest.ingest([post("1", "is it dry?")])
        await ingest.ingest([Gone(PUMP.ref, NOON)])
        await ingest.ingest([post("2", "it is not")])
        assert clerks.hired == 2
