"""The queue for a language model: what the rules are unsure of is read again, later.

It stands in the database, where a message is put in the transaction that records it and leaves in
the one that records the answer. So it survives whatever ends this process, and a message that is
edited or deleted meanwhile is as the person left it: an answer to other words has no effect.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Protocol

from bot.clock import Clock
from bot.errors import ModelAway, ModelError, OverBudget, StoreError
from bot.llm.later.queued import Done, judgements, refinement
from bot.llm.sending.consent import is_opted_in
from bot.llm.tasks.titling import TITLE, wants_title
from bot.model import (
    Arrival,
    Channel,
    ChannelRef,
    CommunityId,
    Excerpt,
    Inquiry,
    Judging,
    Message,
    MessageRef,
    Platform,
    Reading,
    Refined,
    Span,
    Waiting,
    fingerprint,
)
from bot.ports import CloseReader, Consent, Judge, RefiningLog

TOGETHER: Final = 12
"""Messages of one channel that are read together, and then it is another channel's turn."""
BEFORE: Final = 6
"""Messages before them that go along, to be understood."""
INQUIRIES: Final = 2
"""Questions of one channel whose replies are judged before it is another channel's turn."""
IDLE: Final = 10.0
FIRST_PAUSE: Final = 15.0
LONGEST_PAUSE: Final = 600.0
"""Seconds: between two looks for work; after a failure, and after many in a row."""
_NOT_SENT: Final = "not-sent"
_SPENT: Final = "What may be spent on the language model today is spent."


class Recorder(Protocol):
    """`ingest.Ingest`, as the queue uses it."""

    async def ingest(self, arrivals: Sequence[Arrival]) -> object: ...


class Payer(Protocol):
    """`spending.DayPurse`, as the queue uses it."""

    async def read(self, channel: ChannelRef, messages: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does the work: the model in both its tasks, who consents, pays and writes."""

    reader: CloseReader
    judge: Judge
    consent: Consent
    payer: Payer
    recorder: Recorder


@dataclass(slots=True)
class Queue:
    """Asks a model about what waits, one channel after the other, oldest messages first.

    `names` are the channels whose talk may be sent; nothing of another one gets past `_admitted`.
    `trouble` is why nothing goes on at present, in a sentence. `tell` hears of each such event.
    """

    log: RefiningLog
    staff: Staff
    names: Collection[str]
    now: Clock
    tell: Callable[[str, Exception], None] = lambda _event, _error: None
    trouble: str = ""
    _at: int = 0
    _broke: dict[tuple[Platform, CommunityId], date] = field(
        default_factory=dict[tuple[Platform, CommunityId], date]
    )
    _unheard: set[tuple[MessageRef, Span]] = field(default_factory=set[tuple[MessageRef, Span]])

    async def run(self, idle: float = IDLE, first_pause: float = FIRST_PAUSE) -> None:
        """Works until it is cancelled. Waits where there is nothing to do, and longer and longer
        where the model is away.
        """
        pause = first_pause
        while True:
            try:
                done = await self.round()
            except Exception as error:  # noqa: BLE001  (whatever it is: no model is ever in the way)
                known = isinstance(error, ModelError | StoreError)
                self.trouble = str(error) if known else "The queue for the model met a fault."
                self.tell("model-away" if known else "refinement-failed", error)
                asked = error.seconds if isinstance(error, ModelAway) else None
                await asyncio.sleep(min(max(pause, asked or 0), LONGEST_PAUSE))
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                pause = first_pause
                if not done:
                    await asyncio.sleep(idle)

    async def drain(self) -> Done:
        """Works until nothing is left to do. Raises ModelError and StoreError."""
        total = Done()
        while done := await self.round():
            total += done
        return total

    async def round(self) -> Done:
        """Once around: each channel gets its turn. Raises ModelError and StoreError."""
        done, seen = Done(), set[int]()
        self.trouble = _SPENT if self.now().date() in self._broke.values() else ""
        while waiting := await self.log.next(self._at, TOGETHER, BEFORE):
            if waiting.number in seen:
                break
            seen.add(waiting.number)
            self._at = waiting.number
            done += await self._read(waiting)
        for channel in await self.log.channels():
            if is_opted_in(channel, self.names):
                done += await self._judge(channel)
        return done

    async def _read(self, waiting: Waiting) -> Done:
        """Has the messages of one channel read, those that may be."""
        admitted = await self._admitted(waiting)
        untitled = {
            message.ref
            for message in admitted
            if wants_title(waiting.channel, message, waiting.acts.get(message.ref, ()))
        }
        keys = {
            message.ref: self._key(message, is_untitled=message.ref in untitled)
            for message in admitted
        }
        known = await self.log.known(set(keys.values()))
        new = tuple(message for message in admitted if keys[message.ref] not in known)
        reading = await self._reading(
            waiting.channel, Excerpt(new, waiting.context, untitled, waiting.people)
        )
        again = [
            replace(known[keys[message.ref]], message=message.ref)
            for message in admitted
            if keys[message.ref] in known
        ]
        read = [refinement(m, reading, keys[m.ref]) for m in new if m.ref in reading.acts]
        await self._record([Refined(each) for each in (*again, *read)])
        failed = await self._leave(reading.unread)
        return Done(len(reading.acts), len(admitted) - len(new), 0, failed)

    def _key(self, message: Message, *, is_untitled: bool) -> str:
        """The fingerprint of what is asked about a message."""
        wanted = (TITLE,) if is_untitled else ()
        return fingerprint(self.staff.reader.version, message.text, *wanted)

    async def _admitted(self, waiting: Waiting) -> Sequence[Message]:
        """Those of the messages that may be sent; the others wait no longer."""
        if is_opted_in(waiting.channel, self.names):
            allowed = await self.staff.consent.given(waiting.messages)
        else:
            allowed = ()
        await self.log.dismiss([m.ref for m in waiting.messages if m.ref not in allowed])
        return [message for message in waiting.messages if message.ref in allowed]

    async def _reading(self, channel: Channel, excerpt: Excerpt) -> Reading:
        if not excerpt.messages or self._is_broke(channel):
            return Reading("", {})
        try:
            reading = await self.staff.reader.read(excerpt)
        except OverBudget as error:
            self._go_broke(channel, error)
            return Reading("", {})
        except (ModelError, StoreError):
            raise
        except Exception as error:  # noqa: BLE001  (a bug met by one text must not stop the others)
            self.tell("refinement-failed", error)
            return Reading("", {}, {message.ref: "failed" for message in excerpt.messages})
        if reading.acts:
            await self.staff.payer.read(channel.ref, len(reading.acts))
        await self.log.note_dropped(self.now().date(), reading.dropped)
        return reading

    async def _leave(self, unread: Mapping[MessageRef, str]) -> int:
        """What was not sent waits no longer; what nothing of use came back of is tried again."""
        await self.log.dismiss([ref for ref, why in unread.items() if why == _NOT_SENT])
        failed = [ref for ref, why in unread.items() if why != _NOT_SENT]
        await self.log.tried(failed)
        return len(failed)

    async def _judge(self, channel: Channel) -> Done:
        """Has the replies to a few questions of one channel judged."""
        done = Done()
        for inquiry in await self.log.inquiries(channel.ref, INQUIRIES):
            if self._is_broke(channel):
                break
            try:
                judging = await self.staff.judge.judge(inquiry)
            except OverBudget as error:
                self._go_broke(channel, error)
                break
            except (ModelError, StoreError):
                raise
            except Exception as error:  # noqa: BLE001  (likewise)
                self.tell("refinement-failed", error)
                judging = Judging()
            await self.log.note_dropped(self.now().date(), judging.dropped)
            heard = self._heard(inquiry, judging)
            await self._record(judgements(heard, judging.opinions, self.staff.judge.version))
            judged = len(heard.replies)
            done += Done(judged=judged, failed=len(inquiry.replies) - judged)
        return done

    def _heard(self, inquiry: Inquiry, judging: Judging) -> Inquiry:
        """The inquiry without the replies that are to be asked about once more: those of which
        nothing usable came back, the first time.
        """
        question = inquiry.post.ref, inquiry.span
        if not judging.unheard or question in self._unheard:
            self._unheard.discard(question)
            return inquiry
        self._unheard.add(question)
        heard = tuple(reply for reply in inquiry.replies if reply.ref not in judging.unheard)
        return replace(inquiry, replies=heard)

    async def _record(self, arrivals: Sequence[Arrival]) -> None:
        if arrivals:
            await self.staff.recorder.ingest(arrivals)

    def _is_broke(self, channel: Channel) -> bool:
        """Whether the channel's community may spend nothing more today."""
        there = (channel.ref.platform, channel.ref.community)
        return self._broke.get(there) == self.now().date()

    def _go_broke(self, channel: Channel, error: OverBudget) -> None:
        self._broke[channel.ref.platform, channel.ref.community] = self.now().date()
        self.trouble = _SPENT
        self.tell("model-over-budget", error)
