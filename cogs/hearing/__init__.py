"""What happens in guilds -> Arrivals.

gateway      events -> Arrivals, into the intake of `bot/ingest`
scope        which channels and whose posts are read
files        text attachments as threads
attendance   how far each guild was heard
absent       guilds and channels that went away while nobody listened
renaming     channels that are called otherwise now
granting     channels that may be read from now on
renewal      nothing is kept by discord.py that is not there any more
introducing  what a guild is told once when it is listened to
"""
