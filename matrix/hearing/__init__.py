"""What happens in rooms -> Arrivals.

listener    /sync -> letters, kept with the sync's token in one transaction before anything else
letters     which events become letters (pure)
mailroom    letters, room by room, in order: into the intake, or to whoever answers them
clerk       what is done about each letter
gateway     events -> Arrivals
files       text files that people post, as threads; attached: which file (pure)
history     what was not heard of a room, page by page
doorman     invitations, rooms of spaces, rooms that moved
"""
