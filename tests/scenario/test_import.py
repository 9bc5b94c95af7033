"""Files of every size and shape are imported, broken off, gone on with, and imported again."""

import errno
import gzip
import io
import json
import os
import signal
import sys
from asyncio import create_subprocess_exec
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

from bot.clock import utc_now
from bot.errors import BadInput, StoreError
from bot.importers import Format
from bot.ingest import Ingest, archive
from bot.ingest.archive import Archive, ImportReport, Progress, import_archive, open_archive
from bot.ingest.portions import PORTION
from bot.ingest.stages import Stages
from bot.model import Act, ChannelKind, Entry, Link, Mark, Message, Turn
from bot.settings import as_database_url
from bot.store import Store, open_store
from bot.store.database import sqlite

MANY = 4 * PORTION
"""Lines that fill several batches."""


class Wordless:
    """An extractor that finds nothing: what is said does not matter here."""

    version = "wordless"

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        return [() for _ in messages]


def linked(
    turns: Sequence[Turn], *, focus: range | None = None, kind: ChannelKind = ChannelKind.ROOM
) -> list[Link]:
    """Nobody replies to anybody."""
    return []


def resolved(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    focus: Sequence[int] | None = None,
) -> list[Entry]:
    """Nobody asks anything."""
    return []


DEAF = Stages(linked, resolved, lookback=1, lookahead=1, horizon=1, version="deaf")


@dataclass
class House:
    """A ledger in a folder, and what was heard of its imports."""

    store: Store
    news: list[Progress] = field(default_factory=list[Progress])

    async def read(self, path: Path, *, format: Format | None = None) -> ImportReport:
        with open_archive(path, format=format, channel="shed") as opened:
            return await self.take(opened)

    async def take(self, file: Archive) -> ImportReport:
        return await import_archive(file, self.ingest, self.store, on_progress=self.hear)

    def hear(self, news: Progress) -> None:
        """What is called after each batch."""
        self.news.append(news)

    @property
    def ingest(self) -> Ingest:
        return Ingest(self.store, Wordless(), DEAF)

    async def messages(self) -> int:
        return (await self.store.coverage()).messages


@asynccontextmanager
async def house(folder: Path) -> AsyncGenerator[House]:
    async with open_store(as_database_url(str(folder / "ledger.db")), clock=utc_now) as store:
        yield House(store)


def talk(n: int, *, first: int = 0) -> str:
    return "".join(
        f"[{i // 60 % 24:02}:{i % 60:02}] <{'mira' if i % 3 else 'jon'}> the glue of batch {i} "
        f"holds slate, and I wrote down how long it took to dry on the north side of the roof\n"
        for i in range(first, first + n)
    )


def lines(numbers: Iterator[int] | range) -> str:
    return "".join(
        json.dumps(
            {
                "id": f"m{i}",
                "text": f"the glue of batch {i} holds slate on the north side of the roof",
                "author": "mira",
                "channel": "shed",
                "at": f"2026-05-03T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}Z",
            }
        )
        + "\n"
        for i in numbers
    )


def written(folder: Path, content: str | bytes, name: str = "talk.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


async def test_import_of_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, lines(range(50)))
    async with house(tmp_path) as home:
        first, second = await home.read(path), await home.read(path)

        assert (first.receipt.new, first.was_known) == (50, False)
        assert (second.receipt.new, second.was_known) == (0, True)
        assert await home.messages() == 50


async def test_import_of_a_copy_that_was_touched_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, talk(50), "talk.log")
    async with house(tmp_path) as home:
        await home.read(path)
        os.utime(path, (0, 0))
        copy = written(tmp_path, talk(50), "copy.log")
        report = await home.read(copy)

        assert (report.receipt.new, report.receipt.unchanged, report.was_known) == (0, 50, False)


async def test_import_of_a_longer_export_adds_what_is_new(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.read(written(tmp_path, talk(50)))
        report = await home.read(written(tmp_path, talk(60)))

        assert (report.receipt.new, report.resumed_at) == (10, len(talk(50)))
        assert await home.messages() == 60


async def test_import_of_a_changed_file_of_the_same_name_reads_it_anew(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.read(written(tmp_path, lines(range(50))))
        report = await home.read(written(tmp_path, lines(range(50, 100))))

        assert (report.receipt.new, report.resumed_at) == (50, 0)


async def test_import_reads_a_known_file_anew_when_it_may_be_read_in_another_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, lines(range(50)))
    async with house(tmp_path) as home:
        await home.read(path)
        monkeypatch.setattr(archive, "READING_VERSION", "2")
        report = await home.read(path)

        assert (report.was_known, report.receipt.new, report.receipt.unchanged) == (False, 0, 50)


async def test_import_tells_how_far_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, lines(range(MANY)))
    async with house(tmp_path) as home:
        await home.read(path)
        places = [news.position for news in home.news]

        assert len(places) > MANY // 1_000
        assert places == sorted(places)
        assert home.news[-1] == Progress(path.stat().st_size, path.stat().st_size, MANY)


class Broken(Exception):
    """The machine went down."""


class Breaking(House):
    """A house whose imports break off in the middle."""

    def hear(self, news: Progress) -> None:
        if news.position > news.total / 2:
            raise Broken


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.jsonl", lines(range(MANY)).encode()),
        ("talk.log", talk(MANY).encode()),
        ("talk.log.gz", gzip.compress(talk(MANY).encode())),
    ],
)
async def test_import_that_was_broken_off_goes_on(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = written(tmp_path, content, name)
    async with house(tmp_path) as home:
        with pytest.raises(Broken):
            await Breaking(home.store).read(path)
        before = await home.messages()
        report = await home.read(path)

        assert report.receipt.new == MANY - before
        assert await home.messages() == MANY
        if not name.endswith(".gz"):  # one chunk of gzip holds all of it
            assert 0 < report.resumed_at < path.stat().st_size
            assert report.receipt.unchanged == 0


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.scenario.test_import import House, house

class Killed(House):
    def hear(self, news):
        if news.position > news.total / 2:
            os.kill(os.getpid(), signal.SIGKILL)

async def main(folder, path):
    async with house(folder) as home:
        await Killed(home.store).read(path)

asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
"""


async def test_import_that_was_killed_loses_and_repeats_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, lines(range(MANY)))
    root = Path(__file__).parents[2]
    killed = await create_subprocess_exec(
        sys.executable, "-c", KILLED, str(tmp_path), str(path), cwd=root
    )

    assert await killed.wait() == -signal.SIGKILL
    async with house(tmp_path) as home:
        before = await home.messages()
        report = await home.read(path)

        assert 0 < before < MANY
        assert (report.receipt.new, report.receipt.unchanged) == (MANY - before, 0)
        assert await home.messages() == MANY


def discord_export(n: int) -> str:
    found = [
        {
            "id": str(900_000 + i),
            "type": "Default",
            "timestamp": f"2026-05-03T12:{i // 60:02}:{i % 60:02}+02:00",
            "content": f"lens {i}?",
            "author": {"id": "501", "name": "mira"},
        }
        for i in range(n)
    ]
    guild, room = {"id": "101", "name": "Sky"}, {"id": "201", "name": "lenses"}
    return json.dumps({"guild": guild, "channel": room, "messages": found}, indent=1)


async def test_import_keeps_what_is_complete_before_the_file_is_cut_short(tmp_path: Path) -> None:
    whole = discord_export(60)
    path = written(tmp_path, whole[: whole.index('"900040"')], "sky.json")
    async with house(tmp_path) as home:
        for _ in range(2):
            with pytest.raises(BadInput, match="cut short") as caught:
                await home.read(path)

            assert "What stands before it is kept." in str(caught.value)
            assert await home.messages() == 40

        report = await home.read(written(tmp_path, whole, "sky.json"))

        assert (report.receipt.new, report.receipt.unchanged) == (20, 40)


async def test_import_counts_bad_records_and_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path, f"{lines(range(30))}nonsense\n{lines(range(30, 60))}")
    async with house(tmp_path) as home:
        report = await home.read(path)

        assert (report.receipt.new, report.tally.bad) == (60, 1)
        assert [error.line for error in report.tally.named] == [31]


async def test_import_of_a_file_full_of_nonsense_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, '{"nonsense": true}\n' * 200)
    async with house(tmp_path) as home:
        with pytest.raises(BadInput, match="line 1"):
            await home.read(path)

        assert await home.messages() == 0


class Pipe(io.BytesIO):
    """Standard input: read once, from the start to the end."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> NoReturn:
        raise io.UnsupportedOperation


async def test_import_reads_a_pipe(tmp_path: Path) -> None:
    path = written(tmp_path, talk(20), "talk.log")
    async with house(tmp_path) as home:
        with open_archive(path) as opened:
            report = await home.take(Archive(Pipe(talk(20).encode()), opened.options))

        assert (report.receipt.new, report.format) == (20, Format.TRANSCRIPT)


class Worn(io.BytesIO):
    """A file on a disk that fails after a while."""

    name = "worn.log"

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 100_000:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read(size)


class Endless(Pipe):
    """A pipe that gives more than the disk can hold."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


async def test_import_says_when_the_disk_fails_or_is_full(tmp_path: Path) -> None:
    path = written(tmp_path, talk(1), "talk.log")
    async with house(tmp_path) as home:
        with open_archive(path) as opened, pytest.raises(BadInput, match="any further"):
            await home.take(Archive(Worn(talk(9999).encode()), opened.options))
        with open_archive(path) as opened, pytest.raises(BadInput, match="No space left"):
            await home.take(Archive(Endless(), opened.options))


async def test_import_that_fills_the_disk_says_so_and_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, lines(range(MANY)))
    with monkeypatch.context() as full:
        # As good as a full disk: SQLite gives the same error at its own limit.
        full.setattr(sqlite, "SWITCHES", (*sqlite.SWITCHES, "PRAGMA max_page_count = 300"))
        async with house(tmp_path) as home:
            with pytest.raises(StoreError, match="Make room"):
                await home.read(path)
    async with house(tmp_path) as home:
        await home.read(path)
        assert await home.messages() == MANY


async def test_import_of_an_empty_file_says_so(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        for kind in (None, Format.JSONL):
            with pytest.raises(BadInput, match="is empty"):
                await home.read(written(tmp_path, ""), format=kind)


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_import_says_why_a_file_cannot_be_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be opened"), open_archive(tmp_path / name):
        pass


async def test_import_takes_in_what_one_chunk_of_gzip_unfolds_to(tmp_path: Path) -> None:
    n = 5 * PORTION
    path = written(tmp_path, gzip.compress(lines(range(n)).encode()), "talk.jsonl.gz")
    async with house(tmp_path) as home:
        report = await home.read(path)

        assert report.receipt.new == n
        assert (await home.read(path)).was_known
