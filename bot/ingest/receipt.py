"""What came of a batch."""

from dataclasses import dataclass

from bot.model import ChannelRef, MessageRef


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many messages are new, edited ..., and how many arrivals changed nothing.

    `departed` counts channels and communities that went, with all that was posted there; `refined`
    messages of which a language model said something that counts. `questions` counts the public
    numbers that were given. `set_aside` are the keys of what could not be taken in; never their
    words. `underived` are the channels where linking or resolution failed: their messages are kept,
    their ledger is made up for by the next rules.
    """

    new: int = 0
    edited: int = 0
    deleted: int = 0
    reacted: int = 0
    marked: int = 0
    unchanged: int = 0
    departed: int = 0
    questions: int = 0
    set_aside: tuple[MessageRef, ...] = ()
    underived: frozenset[ChannelRef] = frozenset()
    refined: int = 0

    def __add__(self, other: "Receipt") -> "Receipt":
        return Receipt(
            self.new + other.new,
            self.edited + other.edited,
            self.deleted + other.deleted,
            self.reacted + other.reacted,
            self.marked + other.marked,
            self.unchanged + other.unchanged,
            self.departed + other.departed,
            self.questions + other.questions,
            self.set_aside + other.set_aside,
            self.underived | other.underived,
            self.refined + other.refined,
        )
