"""The Discord edge: what happens there becomes Arrivals, what people ask becomes views.

Follow an event in, and an answer out:

client       the bot: connects, stays connected, hands events to the gateway and commands to cogs
gateway      events -> Arrivals, into the intake of `bot/ingest`
backfill     what was posted while nobody listened, read page by page, newest first
house        what the composition root (`bot/app.py`) hands in: settings, ledger, intake, clock

Nothing here knows SQL, and nothing in `bot/` knows Discord.
"""

EXTENSIONS: tuple[str, ...] = ()
"""The modules that `LooseEndsBot.setup_hook` loads before it connects, in this order. Each has
`async def setup(bot: LooseEndsBot) -> None`, which adds its cog, its commands or its dynamic items.
"""
