"""Who may read what, and what may be shown where.

survey   where everything stands in a guild, known until Discord tells of a change
places   one of these places (pure)
rights   who may read what right now, and who may settle what
showing  what may be shown to all in a channel (pure)
viewing  both, for whoever asks
board    the digests that a member may know of
"""
