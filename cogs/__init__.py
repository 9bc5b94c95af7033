"""The Discord edge: what happens there becomes Arrivals, what people ask becomes views.

Follow an event in, and an answer out:

edge       keeps the bot running; all that the composition root (`bot/app.py`) calls
house      what the composition root hands in: settings, ledger, intake, clock
client     the bot itself, and what is plugged into it
guard      no event that cannot be read ends the connection
hearing    events -> Arrivals, into the intake of `bot/ingest`; how far each guild was heard
history    what was not heard of a guild: found, put in order, and read page by page
values     Discord's channels and messages -> ours (pure)
audience   who may read what right now, and what may be shown to all
answering  what people ask, by command, menu or button -> a verb -> a page
pages      a view -> a message: Markdown, and buttons that remember all that they need
digests    posts digests; what stands under them, and what that does

Nothing here knows SQL, and nothing in `bot/` knows Discord.
"""

EXTENSIONS: tuple[str, ...] = (
    "cogs.hearing.gateway",
    "cogs.hearing.granting",
    "cogs.answering.verbs",
    "cogs.answering.menus",
    "cogs.answering.importing",
    "cogs.answering.tags",
    "cogs.answering.buttons",
    "cogs.digests.buttons",
    "cogs.answering.tree",
)
"""The modules that `LooseEndsBot.setup_hook` loads before it connects, in this order. Each has
`async def setup(bot: LooseEndsBot) -> None`, which adds its cog, its commands or its dynamic items.
"""
