"""The Matrix edge: what happens in rooms becomes Arrivals, what people ask becomes views.

Follow an event in, and an answer out:

edge        keeps the bot running; all that the composition root (`bot/app.py`) calls
house       what the composition root hands in: settings, ledger, intake, desk, clock
wire        requests to a homeserver, repeated where that is safe; homeserver: which ones
hearing     /sync -> letters -> Arrivals; the past of rooms; invitations
values      Matrix's rooms and messages -> ours (pure)
encryption  encrypted rooms: what comes is opened before the clerk, what we send is sealed
rooms       what holds in each room now, which belong together, what may be shown in them
answering   what people ask, by words, forms or reactions -> a verb -> messages
digests     posts digests

Nothing here knows SQL, and nothing in `bot/` knows Matrix.
"""
