"""What waits for a model while the rules have answered.

hybrid  which messages it is to read
queue   reads them when it can; queued: what that brings home (pure)
older   messages from before there was a model
"""
