"""A batch of arrivals -> what changes, before anything is written. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.ingest.cleaning import cleaned, is_faulty, subject
from bot.ingest.departing import remaining
from bot.ingest.folding import agreed, heard
from bot.ingest.receipt import Receipt
from bot.ingest.silencing import after_wishes, forgotten, keepable
from bot.model import (
    Arrival,
    Change,
    Channel,
    ChannelRef,
    CoverageNote,
    Departure,
    Gone,
    ImportCursor,
    Left,
    Mark,
    Marked,
    Memory,
    Message,
    MessageRef,
    Person,
    Posted,
    Silences,
    Trace,
    Wished,
)

_UNHEARD_OF = Trace()


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrivals that can be taken in, and the keys of those that cannot."""

    arrivals: Sequence[Arrival]
    set_aside: tuple[MessageRef, ...]

    @property
    def messages(self) -> set[MessageRef]:
        return {subject(a) for a in self.arrivals if not isinstance(a, Gone | Left | Wished)}

    @property
    def marks(self) -> set[str]:
        return {a.mark.id for a in self.arrivals if isinstance(a, Marked)}

    @property
    def wishes(self) -> tuple[Wished, ...]:
        return tuple(a for a in self.arrivals if isinstance(a, Wished))


@dataclass(frozen=True, slots=True)
class Along:
    """What is kept in the same transaction as a batch, and who hears how far that is."""

    cursor: ImportCursor | None = None
    notes: Sequence[CoverageNote] = ()
    on_derived: Callable[[int], None] = lambda _turns: None


@dataclass(slots=True)
class Changes:
    """What a batch changes. Departures come first: what they leave is what messages change."""

    departures: tuple[Departure, ...] = ()
    wishes: tuple[Wished, ...] = ()
    silences: Silences = field(default_factory=Silences)
    channels: dict[ChannelRef, Channel] = field(default_factory=dict[ChannelRef, Channel])
    messages: list[Change] = field(default_factory=list[Change])
    marks: dict[str, Mark] = field(default_factory=dict[str, Mark])
    unchanged: int = 0

    def __bool__(self) -> bool:
        departed = self.departures or self.wishes
        return bool(departed or self.channels or self.messages or self.marks)

    @property
    def texts(self) -> list[Message]:
        """The messages that are to be split: new ones, reworded ones, and those that else did not
        change, which are only here to be split again.
        """
        return [c.after.message for c in self.messages if c.after.message and _needs_acts(c)]

    def marked(self, memory: Memory) -> list[Message]:
        """The messages that the new marks speak of, as far as they have been read."""
        traces = {**memory.traces, **{change.ref: change.after for change in self.messages}}
        found = [traces.get(mark.message, _UNHEARD_OF).message for mark in self.marks.values()]
        return [message for message in found if message is not None]

    def receipt(self, questions: int, set_aside: Iterable[MessageRef]) -> Receipt:
        kinds = Counter(_kind(change) for change in self.messages)
        return Receipt(
            new=kinds["new"],
            edited=kinds["edited"],
            deleted=kinds["deleted"],
            reacted=kinds["reacted"],
            marked=len(self.marks),
            unchanged=self.unchanged,
            departed=len(self.departures),
            refined=kinds["refined"],
            questions=questions,
            set_aside=tuple(set_aside),
        )


def sort_out(arrivals: Iterable[Arrival]) -> Batch:
    """The arrivals as they can be kept; one that has no usable key or time is set aside."""
    good: list[Arrival] = []
    bad: list[MessageRef] = []
    for arrival in arrivals:
        if not is_faulty(arrival):
            good.append(cleaned(arrival))
        elif not isinstance(arrival, Gone | Left | Wished):
            bad.append(subject(arrival))
    return Batch(good, tuple(bad))


def decide(batch: Batch, memory: Memory) -> Changes:
    """What is different after the batch."""
    wishes = batch.wishes
    others = [a for a in batch.arrivals if not isinstance(a, Wished)]
    departures, memory, arrivals = remaining(others, memory)
    if wishes or memory.silences:
        memory = replace(memory, silences=after_wishes(memory.silences, wishes))
        arrivals = list(keepable(arrivals, memory))
    changes = Changes(departures, wishes, memory.silences)
    changes.unchanged = len(others) - len(departures) - len(arrivals)
    now: dict[MessageRef, Trace] = {}
    for arrival in arrivals:
        ref = subject(arrival)
        before = now.get(ref) or memory.traces.get(ref, _UNHEARD_OF)
        if isinstance(arrival, Marked):
            changed = _mark(changes, arrival.mark, memory, gone=before.deleted_at is not None)
        else:
            now[ref] = after = heard(before, arrival)
            changed = after is not before
        if isinstance(arrival, Posted):
            _describe(changes, arrival.channel, memory)
        changes.unchanged += not changed
    for ref, after in now.items():
        before = memory.traces.get(ref, _UNHEARD_OF)
        if after is not before:
            changes.messages.append(Change(ref, before, after))
    gone = {ref for ref, after in now.items() if after.deleted_at is not None}
    changes.marks = {i: mark for i, mark in changes.marks.items() if mark.message not in gone}
    return changes


def forget(person: Person, at: datetime, memory: Memory) -> Changes:
    """What is different without a person; their messages and deeds are in memory."""
    messages, marks = forgotten(person, at, memory)
    return Changes(messages=messages, marks=marks)


def split_again(memory: Memory) -> Changes:
    """All messages in memory, to be split by new rules."""
    return Changes(messages=[Change(ref, t, t) for ref, t in memory.traces.items()])


def _needs_acts(change: Change) -> bool:
    before, after = change.before.message, change.after.message
    reworded = before is None or after is None or before.text != after.text
    refined = change.before.refinement != change.after.refinement
    return reworded or refined or change.before is change.after


def _mark(changes: Changes, mark: Mark, memory: Memory, *, gone: bool) -> bool:
    known = changes.marks.get(mark.id) or memory.marks.get(mark.id)
    agreement = agreed(known, mark)
    if gone or agreement == known:
        return False
    changes.marks[mark.id] = agreement
    return True


def _describe(changes: Changes, channel: Channel, memory: Memory) -> None:
    """The last reading names a channel; its kind stays what the first reading said."""
    known = memory.channels.get(channel.ref)
    first = known or changes.channels.get(channel.ref, channel)
    settled = channel if channel.kind is first.kind else replace(channel, kind=first.kind)
    if settled == known:
        changes.channels.pop(channel.ref, None)
    else:
        changes.channels[channel.ref] = settled


def _kind(change: Change) -> str:
    before, after = change.before, change.after
    if after.deleted_at is not None:
        return "deleted"
    if after.message is None:
        return "early"
    if before.message is None:
        return "new"
    if before.message != after.message:
        return "edited"
    return "reacted" if before.sightings is not after.sightings else "refined"
