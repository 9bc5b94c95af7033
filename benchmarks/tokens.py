"""`python -m benchmarks.tokens FILE...`: how many tokens a language model would cost.

Of 1,000 messages of each archive, in all three ways of asking: one call a message, which is what
one would write first; all messages, many to a call (`llm`); those that the rules are unsure of,
many to a call (`hybrid`). No model is asked: a double answers with what the rules found, and the
tokens are guessed as before a call, four characters of English to a token.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.console import Console
from rich.table import Table

from bot.clock import utc_now
from bot.extraction import extract
from bot.extraction.rules_extractor import RulesExtractor
from bot.importers import ReadOptions, read
from bot.llm.endpoint.gauge import Gauge
from bot.llm.endpoint.ladder import Ladder
from bot.llm.extractor import ModelExtractor
from bot.llm.later.hybrid import HybridExtractor
from bot.llm.reader import ModelReader
from bot.llm.sending.consent import Everybody
from bot.llm.sending.control import LEAD
from bot.llm.sending.prompt import Scribe
from bot.llm.spending import Budget, DayPurse, Slate
from bot.model import Completion, Message, Posted, Prompt, Question, Usage

if TYPE_CHECKING:
    from bot.ports import Extractor

BATCH: Final = 2_000
DATED: Final = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS: Final = ("archive", "messages", "a call each", "llm", "hybrid", "llm", "hybrid", "read")


class Double:
    """An endpoint that says of each message what the rules say of it."""

    name = "double"

    def __init__(self) -> None:
        self._gauge = Gauge()
        self.read = 0

    async def complete(self, prompt: Prompt) -> Completion:
        lines = [json.loads(x) for x in prompt.matter.splitlines() if x.startswith("{")]
        control = {line["id"] for line in LEAD}
        asked = [line for line in lines if not line.get("context")]
        self.read += sum(line["id"] not in control for line in asked)
        text = json.dumps({"items": [item for line in asked for item in _items(line)]})
        sent = prompt.task + prompt.matter + json.dumps(prompt.schema)
        usage = Usage(self._gauge.tokens(sent), self._gauge.tokens(text))
        return Completion(text, self.name, usage)


def _items(line: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": line["id"],
            "kind": type(act).__name__.lower(),
            "form": act.form if isinstance(act, Question) else "none",
            "wanted": True,
            "quote": act.span.of(line["text"]),
        }
        for act in extract(line["text"])
    ]


async def tokens_of(messages: Sequence[Message], way: str) -> tuple[int, int]:
    """How many tokens it takes to have the messages read in one of the three ways, and how many of
    them a model reads.
    """
    slate, rules, gauge, double = Slate(), RulesExtractor(), Gauge(), Double()
    ladder = Ladder(double, DayPurse(slate, Budget(), "double", utc_now), gauge, utc_now)
    reader = ModelReader(ladder, Everybody(), Scribe(b"key"), batch_tokens=BATCH)
    deep = ModelExtractor(reader, rules, gauge, batch_tokens=BATCH)
    if way == "each":
        for message in messages:
            await deep.extract([message])
    else:
        extractor: Extractor = HybridExtractor(rules, deep) if way == "hybrid" else deep
        await extractor.extract(messages)
    return (await slate.spent(DATED.date())).usage.tokens, double.read


def archived(path: Path) -> list[Message]:
    """The messages of an archive, of any format that can be imported."""
    with path.open("rb") as file:
        readings = read(file, ReadOptions(dated=DATED, name=path.name))
        found = [r.arrival.message for r in readings if isinstance(r.arrival, Posted)]
    return sorted(found, key=lambda message: (message.ref.channel, message.order))


def row_of(name: str, messages: Sequence[Message]) -> tuple[str, ...]:
    """What is told of an archive: tokens for 1,000 messages, and how many a model reads."""
    spent = {way: asyncio.run(tokens_of(messages, way)) for way in ("each", "llm", "hybrid")}
    each, all_, few = (1000 * spent[way][0] // len(messages) for way in spent)
    read_ = 100 * spent["hybrid"][1] / len(messages)
    return (
        name,
        f"{len(messages):,}",
        f"{each:,}",
        f"{all_:,}",
        f"{few:,}",
        f"{all_ / each:.0%}",
        f"{few / each:.0%}",
        f"{read_:.0f} %",
    )


def main() -> None:
    table = Table(*COLUMNS, title="Tokens for 1,000 messages", box=box.SIMPLE_HEAD)
    everything: list[Message] = []
    for path in map(Path, sys.argv[1:]):
        messages = archived(path)
        everything += messages
        table.add_row(*row_of(path.name, messages))
    if len(sys.argv) > 2:
        table.add_row(*row_of("all", everything))
    console = Console()
    (console if console.is_terminal else Console(width=110)).print(table)


if __name__ == "__main__":
    main()
