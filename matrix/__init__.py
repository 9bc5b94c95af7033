"""The Matrix edge: what happens in rooms becomes Arrivals, what people ask becomes views.

Follow an event in, and an answer out:

edge        keeps the bot running; all that the composition root (`bot/app.py`) calls
house       what the composition root hands in: settings, ledger, intake, desk, clock
wire        requests to a homeserver, repeated where that is safe; homeserver: which ones
listener    /sync -> letters, kept with the sync's token in one transaction before anything else
mailroom    letters, room by room, in order: into the intake, or to whoever answers them
clerk       what is done about each letter
gateway     events -> Arrivals; values: Matrix's rooms and messages -> ours (pure)
history     what was not heard of a room, page by page
rooms       what holds in each room now; room: names, members, levels (pure)
spaces      which rooms belong together (pure)
doorman     invitations, rooms of spaces, rooms that moved

encryption  encrypted rooms: what comes is opened before the clerk, what we send is sealed

files       text files that people post, as threads; importing: archives; attached: which (pure)
announced   commands of forms -> as if typed (pure)
describing  verbs -> what clients make forms of (pure); herald: puts it into rooms
typed       what somebody typed -> a verb and what it takes (pure)
reaching    what may be shown to all in a room; viewing: who asks there
audience    what may be shown in a room, and who may settle what there (pure)
answer      runs a verb and posts what it says; marking: the same by reaction
documents   what there is to take along
digests     posts digests
sheets      a view -> messages: plain text and HTML (pure)

Nothing here knows SQL, and nothing in `bot/` knows Matrix.
"""
