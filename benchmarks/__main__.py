"""`python -m benchmarks`: one table. `--smoke` for a round that only shows that it runs."""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.chat import lines
from benchmarks.clockwork import Run, timed
from benchmarks.copies import multiply
from benchmarks.discord import FEW, MANY, busy

PROGRAM = Path(sys.executable).with_name("looseends")
MIB = 1 << 20
Row = tuple[str, ...]
Command = tuple[str | Path, ...]
WIDTH = 100
SPEED = ("what", "messages", "seconds", "CPU s", "messages/s", "CPU, floor = 1", "peak MiB")
LIVE = ("event to committed", "messages held", "p50 ms", "p99 ms")
BUSY = ("event to committed", "messages", "p50 below ms", "p99 below ms", "in time", "command ms")
SYNCED = ("what", "messages", "messages/s", "CPU ms a message", "above import")
PAGES = ("what", "messages", "questions", "p50 ms", "p99 ms", "peak MiB")


def main() -> None:
    sizes = _sizes()
    console = Console()
    console = console if console.is_terminal else Console(width=WIDTH)
    with TemporaryDirectory() as folder:
        console.print(_table("Throughput", SPEED, _throughput(Path(folder), sizes)))
        console.print("Aims: import at 5,000 messages/s or more, with less than 300 MiB.")
        console.print("CPU and peak are those of all processes together.")
        console.print(_table("Live", LIVE, _live(Path(folder), sizes)))
        console.print("Aims: one message into a busy channel, p50 5 ms of CPU, p99 below 15 ms.")
        console.print(_table("On a Discord double", BUSY, _busy(sizes)))
        console.print("Aims: at 200 messages/s, p99 below 50 ms; the slowest command below 300 ms.")
        console.print(_table("A recorded sync of Matrix", SYNCED, _synced(sizes)))
        console.print("Aims: at the speed of import; less than 1 ms of CPU a message above it.")
        console.print(_table("Latency", PAGES, _latency(Path(folder), sizes)))
        console.print("Aims: questions open, p99 below 10 ms, with less than 300 MiB.")


def _table(title: str, columns: tuple[str, ...], rows: Iterator[Row]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for name in columns:
        table.add_column(
            name, justify="left" if name in {"what", LIVE[0]} else "right", no_wrap=True
        )
    for row in rows:
        table.add_row(*row)
    return table


def _sizes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="to read and import")
    parser.add_argument("--ledger", type=int, default=1_000_000, help="messages of the large one")
    parser.add_argument("--asked", type=int, default=2_000, help="times to ask the large one")
    parser.add_argument("--live", type=int, default=300, help="live messages into one channel")
    parser.add_argument("--seconds", type=int, default=20, help="of talk in a busy guild")
    parser.add_argument("--synced", type=int, default=10_000, help="messages of one Matrix sync")
    parser.add_argument("--smoke", action="store_true", help="a small round")
    sizes = parser.parse_args()
    if sizes.smoke:
        sizes.messages, sizes.ledger, sizes.asked = 2_000, 20_000, 50
        sizes.live, sizes.seconds, sizes.synced = 20, 2, 500
    return sizes


def _throughput(folder: Path, sizes: argparse.Namespace) -> Iterator[Row]:
    many = sizes.messages
    talk = _written(folder / "chat.jsonl", many)
    floor = timed(sys.executable, "-m", "benchmarks.floor", talk, folder / "floor.db")
    yield _row("floor: parse, insert", many, floor, floor)
    yield _row("extract", many, timed(PROGRAM, "extract", given=talk), floor)
    yield _row("ledger", many, timed(PROGRAM, "ledger", given=talk), floor)
    importing: Command = (PROGRAM, "--database", folder / "ledger.db", "import", talk)
    yield _row("import", many, timed(*importing), floor)
    yield _row("import again: nothing new", many, timed(*importing), floor)


def _live(folder: Path, sizes: argparse.Namespace) -> Iterator[Row]:
    """Messages that go on where the import of `_throughput` ended."""
    command = [sys.executable, "-m", "benchmarks.live", folder / "ledger.db", str(sizes.live)]
    held = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    for name, seconds in held["took"].items():
        yield (name, f"{held['messages']:,}", *(f"{each * 1e3:.1f}" for each in seconds))


def _latency(folder: Path, sizes: argparse.Namespace) -> Iterator[Row]:
    """The large ledger: a stretch of talk that was really imported, copied until it is large."""
    stretch = min(20_000, sizes.ledger)
    database = folder / "large.db"
    timed(PROGRAM, "--database", database, "import", _written(folder / "stretch.jsonl", stretch))
    multiply(database, copies=sizes.ledger // stretch)
    command = [sys.executable, "-m", "benchmarks.latency", database, str(sizes.asked)]
    held = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    for name, seconds in held["asked"].items():
        took = [f"{each * 1e3:.1f}" for each in seconds]
        sizes_of = (f"{held['messages']:,}", f"{held['questions']:,}")
        yield (name, *sizes_of, *took, f"{held['peak'] / MIB:.0f}")


def _busy(sizes: argparse.Namespace) -> Iterator[Row]:
    for rate, rooms in ((20, MANY), (200, FEW), (200, MANY)):
        found = asyncio.run(busy(rate, sizes.seconds, rooms))
        bounds = [f"{seconds * 1e3:.0f}" for seconds in (found.usual, found.late)]
        command = f"{max(found.answers) * 1e3:.0f}"
        name = f"{rate} messages/s, {rooms} rooms"
        yield (name, f"{found.messages:,}", *bounds, f"{found.in_time:.2%}", command)


def _synced(sizes: argparse.Namespace) -> Iterator[Row]:
    command = [sys.executable, "-m", "benchmarks.matrix", str(sizes.synced)]
    found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    least = found["import"]["cpu_seconds"]
    for name, cost in (("the same by import", found["import"]), ("sync", found["sync"])):
        count, cpu = cost["messages"], cost["cpu_seconds"]
        above = (cpu - least) / count * 1e3
        rate = f"{count / cost['seconds']:,.0f}"
        yield (name, f"{count:,}", rate, f"{cpu / count * 1e3:.2f}", f"{above:.2f}")


def _written(path: Path, messages: int) -> Path:
    with path.open("w", encoding="utf-8") as talk:
        talk.writelines(f"{line}\n" for line in lines(messages))
    return path


def _row(name: str, messages: int, run: Run, floor: Run) -> Row:
    return (
        name,
        f"{messages:,}",
        f"{run.seconds:.2f}",
        f"{run.cpu_seconds:.2f}",
        f"{messages / run.seconds:,.0f}",
        f"{run.cpu_seconds / floor.cpu_seconds:.1f}",
        f"{run.peak_bytes / MIB:.0f}",
    )


if __name__ == "__main__":
    main()
