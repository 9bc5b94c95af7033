"""`python -m benchmarks`: one table. `--smoke` for a round that only shows that it runs."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.chat import lines
from benchmarks.clockwork import Run, timed
from benchmarks.copies import multiply

PROGRAM = Path(sys.executable).with_name("looseends")
MIB = 1 << 20
Row = tuple[str, ...]


def main() -> None:
    sizes = _sizes()
    table = Table(title="Loose Ends, beside the floor of the same run", title_justify="left")
    for name in (
        "what",
        "messages",
        "seconds",
        "CPU s",
        "messages/s",
        "CPU, floor = 1",
        "peak MiB",
        "aim",
    ):
        table.add_column(name, justify="left" if name in {"what", "aim"} else "right")
    with TemporaryDirectory() as folder:
        for row in _rows(Path(folder), sizes):
            table.add_row(*row)
    Console().print(table)


def _sizes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000, help="to read and import")
    parser.add_argument("--ledger", type=int, default=1_000_000, help="messages of the large one")
    parser.add_argument("--asked", type=int, default=2_000, help="times to ask the large one")
    parser.add_argument("--smoke", action="store_true", help="a small round")
    sizes = parser.parse_args()
    if sizes.smoke:
        sizes.messages, sizes.ledger, sizes.asked = 2_000, 20_000, 50
    return sizes


def _rows(folder: Path, sizes: argparse.Namespace) -> Iterator[Row]:
    talk = _written(folder / "chat.jsonl", sizes.messages)
    floor = timed(sys.executable, "-m", "benchmarks.floor", talk, folder / "floor.db")
    many = sizes.messages
    yield _row("floor: parse, insert", many, floor, floor)
    yield _row("extract", many, timed(PROGRAM, "extract", given=talk), floor)
    yield _row("ledger", many, timed(PROGRAM, "ledger", given=talk), floor)
    database = folder / "ledger.db"
    importing = timed(PROGRAM, "--database", database, "import", talk)
    yield _row("import", many, importing, floor, "≥ 5,000/s, < 300 MiB")
    again = timed(PROGRAM, "--database", database, "import", talk)
    yield _row("import again: nothing new", many, again, floor)
    yield from _asked(folder, sizes)


def _asked(folder: Path, sizes: argparse.Namespace) -> Iterator[Row]:
    """The large ledger: a stretch of talk that was really imported, copied until it is large."""
    stretch = min(20_000, sizes.ledger)
    database = folder / "large.db"
    timed(PROGRAM, "--database", database, "import", _written(folder / "stretch.jsonl", stretch))
    multiply(database, copies=sizes.ledger // stretch)
    held = _latency(database, sizes.asked)
    messages = f"{held['messages']:,}"
    yield (f"a ledger of {held['questions']:,} questions", messages, "", "", "", "", "", "")
    for name, (middle, worst) in held["asked"].items():
        took = f"p50 {middle * 1e3:.1f} ms, p99 {worst * 1e3:.1f} ms"
        yield (name, messages, took, "", "", "", f"{held['peak'] / MIB:.0f}", "p99 < 10 ms")


def _latency(database: Path, times: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.latency", database, str(times)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def _written(path: Path, messages: int) -> Path:
    with path.open("w", encoding="utf-8") as talk:
        talk.writelines(f"{line}\n" for line in lines(messages))
    return path


def _row(name: str, messages: int, run: Run, floor: Run, aim: str = "") -> Row:
    return (
        name,
        f"{messages:,}",
        f"{run.seconds:.2f}",
        f"{run.cpu_seconds:.2f}",
        f"{messages / run.seconds:,.0f}",
        f"{run.cpu_seconds / floor.cpu_seconds:.1f}",
        f"{run.peak_bytes / MIB:.0f}",
        aim,
    )


if __name__ == "__main__":
    main()
