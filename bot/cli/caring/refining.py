"""`looseends refine`: the language model reads what waits for it, now."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.caring.doctor import PANEL
from bot.cli.piping.splitting import cost
from bot.cli.screen.console import print_view
from bot.cli.screen.layout import counted
from bot.cli.session import log, with_house
from bot.commands.durations import duration
from bot.errors import ConfigurationError
from bot.settings import variable
from bot.views import NoticeKind, NoticeView

if TYPE_CHECKING:
    from bot.app import House


def refine(
    call: typer.Context,
    back: Annotated[
        str | None,
        typer.Option(
            metavar="AGE",
            help="Also messages of this age at most that were there before the model: 90d, say.",
        ),
    ] = None,
) -> None:
    """Have the language model read what waits for it, now; `run` does so while it runs."""
    age = None if back is None else duration(back)

    async def work(house: "House") -> str:
        return await _refined(house, age)

    print_view(NoticeView(NoticeKind.DONE, with_house(call, work)))


async def _refined(house: "House", back: timedelta | None) -> str:
    from bot.clock import utc_now
    from bot.modelling import asks_model, look_back, queue_of

    if not asks_model(house.settings):
        raise ConfigurationError(
            f"{variable('extractor')} is {house.settings.extractor}: no model is asked. Choose "
            "hybrid or llm; docs/model.md says what that sends, and where."
        )
    older = await look_back(house.settings, house.store, back) if back else 0
    async with queue_of(house.settings, house.store, house.ingest) as queue:
        done = await queue.drain()
    desk = house.store.model_desk
    left = (await desk.backlog()).waiting
    log(house, "model-asked", read=done.read, judged=done.judged, failed=done.failed)
    told = [
        f"Put {counted(older, 'older message')} in the queue." if back else "",
        f"Read {counted(done.read + done.known, 'message')}, judged {_replies(done.judged)}.",
        f"Still waiting: {counted(left, 'message')}. {queue.trouble}".strip() if left else "",
        f"Today {cost(await desk.spent(utc_now().date()))}.",
    ]
    return " ".join(filter(None, told))


def _replies(n: int) -> str:
    return f"{n:,} {'reply' if n == 1 else 'replies'}"


def add(program: typer.Typer) -> None:
    """Add this subcommand to the program."""
    program.command(rich_help_panel=PANEL)(refine)
