"""What the ledger does not hold, in words."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bot.model import Missing
from bot.views.moments import moment
from bot.views.wording import count, say


def unread_words(missing: Missing, now: datetime) -> str:
    """What has yet to be read, and from when on, "" where nothing."""
    if not missing.unread:
        return ""
    words = count("count.unread", missing.unread)
    if missing.since is None:
        return words
    return say("status.since", what=words, since=moment(missing.since, now))


def unseen(missing: Missing) -> Iterator[str]:
    """What cannot be seen at all, a phrase a kind."""
    spots = Counter(spot.sight for spot in missing.blind_spots)
    for sight, places in sorted(spots.items()):
        yield count(f"sight.{sight}", places)
    if missing.sealed:
        yield count("count.sealed", missing.sealed)


def unseen_note(missing: Missing | None, now: datetime) -> str:
    """A line for a list that may lack something, "" where it does not."""
    if missing is None:
        return ""
    parts = [part for part in (unread_words(missing, now), *unseen(missing)) if part]
    return say("list.missing", what="; ".join(parts)) if parts else ""
