"""Talk that goes on right now: who links and resolves it, and remembers what was read of it.

`attention` shares the channels out; a `listener` hears those that it is given. A second one sits in
another process of ours, the `deputy`, where people talk in many channels at once; what both
processes hold is `common` to them, and sent once.
"""
