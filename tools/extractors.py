"""Rules, model, and the model where the rules are unsure: side by side, at one endpoint."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from bot.cli.measuring.labelled import Labelled
from bot.extraction.rules_extractor import RulesExtractor
from bot.linking import link
from bot.llm.spending import Slate
from bot.model import Act, MessageRef
from bot.modelling import extractor_of
from bot.resolution import resolve
from bot.settings import Settings
from tools.ablation import Variant, figures

if TYPE_CHECKING:
    import httpx

WAYS: Final = ("rules", "hybrid", "llm")


async def compared(
    channels: Sequence[Labelled],
    settings: Settings,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> list[dict[str, Any]]:
    """A row for each way of splitting: F1 of each measure in percent, and the tokens that it took
    for 1,000 messages. Sends the labelled talk to the endpoint of the settings.
    """
    return [await _row(way, channels, settings, transport) for way in WAYS]


async def _row(
    way: str,
    channels: Sequence[Labelled],
    settings: Settings,
    transport: "httpx.AsyncBaseTransport | None",
) -> dict[str, Any]:
    slate, acts = Slate(), dict[MessageRef, tuple[Act, ...]]()
    async with extractor_of(settings, way, RulesExtractor(), slate, transport) as extractor:
        for channel in channels:
            found = await extractor.extract(channel.messages)
            acts |= {m.ref: each for m, each in zip(channel.messages, found, strict=True)}
    spent = await slate.spent(date.min)
    tokens = round(1000 * spent.usage.tokens / len(acts))
    name = way if way == "rules" else f"{way}: {settings.llm.model}"
    measured: Mapping[str, float] = figures(
        Variant(name, lambda m: acts[m.ref], link, resolve), channels
    )
    return {"variant": name, **measured, "tokens": tokens}
