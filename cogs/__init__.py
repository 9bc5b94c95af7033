"""The Discord edge: what happens there becomes Arrivals, what people ask becomes views.

Follow an event in, and an answer out:

edge         keeps the bot running; all that the composition root (`bot/app.py`) calls
house        what the composition root hands in: settings, ledger, intake, clock
client       the bot itself, and what is plugged into it
guard        no event that cannot be read ends the connection; renewal: nor is anything kept that
             is not there any more
gateway      events -> Arrivals, into the intake of `bot/ingest`
values       Discord's channels and messages -> ours (pure); files: text attachments as threads
scope        which channels and whose posts are read
attendance   how far each guild was heard
roll, plan   what was not heard of a guild, and in what order it is read
backfill     reads it, page by page; history: one page, with what is no longer there
absent       guilds and channels that went away while nobody listened; renaming: those that are
             called otherwise now
introducing  what a guild is told that it is listened to for the first time

verbs        every verb as a slash command; options, autocomplete: what they take
tree         tells Discord of the commands; translate: what they are called elsewhere
survey       where everything stands in a guild; places: one of them (pure)
audience     who may read what right now; showing: what may be shown to all; viewing: both, asked
answer       runs a verb and shows what it says; faults: what goes wrong, as a sentence;
             documents: what there is to take along
menus        what can be asked of a message; tracking: which sentence of it; importing: archives;
             tags: on posts of forums
pages        what a message shows; sheets, escape: its words (pure); buttons: what clicks do

digests      posts digests; postable: where that can be; board: which of them a member may know of
digest_page  what stands under them; digest_buttons: what it does

Nothing here knows SQL, and nothing in `bot/` knows Discord.
"""

EXTENSIONS: tuple[str, ...] = (
    "cogs.gateway",
    "cogs.verbs",
    "cogs.menus",
    "cogs.importing",
    "cogs.tags",
    "cogs.buttons",
    "cogs.digest_buttons",
    "cogs.tree",
)
"""The modules that `LooseEndsBot.setup_hook` loads before it connects, in this order. Each has
`async def setup(bot: LooseEndsBot) -> None`, which adds its cog, its commands or its dynamic items.
"""
