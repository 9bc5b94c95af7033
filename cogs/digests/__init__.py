"""Digests on Discord.

outbox    posts them
postable  where they can be posted
page      what stands under them; buttons: what that does
"""
