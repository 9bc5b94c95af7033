"""What holds in rooms now, and what follows from it.

known       the rooms that we are in, followed by what syncs tell
room        one of them: names, members, levels (pure)
spaces      which rooms belong together (pure)
audience    what may be shown in a room, and who may settle what there (pure)
reaching    what may be shown to all in a room, as of now
"""
