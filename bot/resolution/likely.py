"""How probable links are, as far as anything asks for it: by bounds alone."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from bot.model import Link, MessageId

GOES_ON: Final = "same-author-continues"
"""The cue by which a link says that its author only goes on."""
DOUBTFUL: Final = 0.45
"""Below this probability an edge does not keep the asker's remark from their own question."""
LIKELY: Final = 0.5
VERY_LIKELY: Final = 0.7
CERTAIN: Final = 1.0
"""How probable an edge of the reply graph must be to stand for words, more or less of them."""
_BOUNDS: Final = (DOUBTFUL, LIKELY, VERY_LIKELY, CERTAIN)


def goes_on(link: Link) -> bool:
    """Whether its author only goes on from what they said themselves."""
    return any(reason.cue == GOES_ON for reason in link.reasons)


def sounds_alike(before: Sequence[Link], after: Sequence[Link]) -> bool:
    """Whether other links of a turn make no difference: they lead to the same messages, and how
    probable they are is asked for by bounds alone. Two that lead to a post count together.
    """
    if len(before) != 1 or len(after) != 1:
        return False
    return _told(before[0]) == _told(after[0])


def _told(link: Link) -> tuple[MessageId, bool, int, bool] | None:
    """All that is asked of a sole link."""
    if link.parent is None:
        return None
    return link.parent, goes_on(link), bisect_right(_BOUNDS, link.score), link.score > 0
