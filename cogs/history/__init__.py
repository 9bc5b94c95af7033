"""What was posted in guilds while nobody listened -> Arrivals.

roll      what was not heard of a guild
plan      in what order it is read (pure)
backfill  reads it
page      one page, with what is no longer there
shown     whether there is any, for us
"""
