"""Digests: what nobody answered, put in front of people at times that they chose.

schedule     when a digest is due, and what it is to list                     (pure)
planning     the schedules that the settings ask for
timing       which occurrence is due, now that it is so late                  (pure)
choosing     which questions it lists, and why                                (pure)
composing    reads the ledger, and makes the pages of a digest
outbox       what an edge does for digests: who may read there, post, edit
picture      what stands at the top, as PNG
runner       claims what is due, posts it once, and mends what was posted

Who posts what is decided by one row of the database (`ports.DigestLog`), before it is posted.
"""
