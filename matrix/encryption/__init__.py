"""End-to-end encryption: what is said in encrypted rooms is opened, what we say there is sealed.

locksmith   the port: opens events, seals content, takes in keys
inbox       what a sync tells of keys -> letters, kept in the same transaction (pure)
opener      stands before the clerk: opens letters
shelf       where letters lie whose keys are missing
sealing     a homeserver whose rooms may be encrypted: sends sealed, gives pages and events opened
withholding a homeserver for a house without keys: in encrypted rooms it says nothing
vault       the file of the keys: opened with the edge, closed with it
olm         the port by mautrix's Olm machine; machine: that machine, on our own wire
signing     the device is signed by its account; the recovery key is kept in a file

Only the last four know mautrix, and they are imported where the extra is there (`looseends[e2ee]`).
Nothing else in the house knows that there are keys.
"""
