"""What the rules are unsure of is read again by a model, later, and only where it may be."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import httpx
import pytest

from bot.errors import ModelAway
from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.llm.later.queue import Queue
from bot.llm.later.queued import Done
from bot.llm.tasks.weighing import MODEL
from bot.model import (
    Act,
    Arrival,
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelKind,
    Deleted,
    Edited,
    Excerpt,
    Inquiry,
    Judging,
    Mark,
    Marked,
    MarkKind,
    MessageRef,
    Person,
    Posted,
    Question,
    QuestionQuery,
    Reading,
    State,
    Title,
    Wish,
    Wished,
)
from bot.modelling import doubts, queue_of
from bot.ports import CloseReader
from bot.settings import Settings
from bot.store import Store, open_store
from tests.unit.llm.double import (
    CHANNEL,
    NOON,
    Double,
    Line,
    Opted,
    Script,
    Told,
    by_text,
    item,
    message,
)

PRUNING = Channel(CHANNEL, "pruning")
GRAFTING = Channel(replace(CHANNEL, channel=ChannelId("grafting")), "grafting")
LAWN = Channel(replace(CHANNEL, channel=ChannelId("lawn")), "lawn")
UNCLEAR = "how to start the pump"
PLAIN = "ok thanks"
LONG = (
    "Does anybody know when to prune the pear? Does anybody know how to seal its wounds? "
    "Where can I buy a sharp saw?"
)
LONG_AND_UNCLEAR = f"{LONG}\n\n{UNCLEAR}"
CALLS = by_text(
    {
        UNCLEAR: [{"kind": "question", "form": "wh"}, {"kind": "title", "quote": "The pump"}],
        LONG: [
            {"kind": "question", "form": "wh", "quote": "Where can I buy a sharp saw?"},
            {"kind": "title", "quote": "Pruning the pear"},
        ],
        LONG_AND_UNCLEAR: [{"kind": "question", "form": "wh", "quote": UNCLEAR}],
    }
)
ASKS = by_text({UNCLEAR: [{"kind": "question", "form": "wh"}]})


def settings(path: Path, **llm: object) -> Settings:
    return Settings(
        database_url=str(path / "ledger.db"),
        extractor="hybrid",
        llm={  # pyright: ignore[reportArgumentType]  (as the environment gives it)
            "base_url": "http://model.example/v1",
            "model": "tiny",
            "channels": "pruning,grafting",
            "attempts": 1,
            **llm,
        },
    )


def posted(text: str, number: int = 1, *, where: Channel = PRUNING, by: str = "mira") -> Posted:
    return Posted(where, message(text, number, by=by, channel=where.ref))


@dataclass
class Bench:
    """A ledger, the queue of its model, and what went wrong."""

    store: Store
    ingest: Ingest
    queue: Queue
    double: Double
    told: list[str] = field(default_factory=list[str])

    async def acts(self, ref: MessageRef) -> tuple[Act, ...]:
        return (await self.store.turn(ref)).acts

    async def is_read_by_model(self, ref: MessageRef) -> bool:
        return any(r.cue == MODEL for act in await self.acts(ref) for r in act.reasons)

    async def title(self) -> Title | None:
        """What the one post with questions is called."""
        page = await self.store.questions(QuestionQuery())
        (title,) = {record.title for record in page.records}
        return title

    async def waiting(self) -> int:
        return (await self.store.model_desk.backlog()).waiting


@asynccontextmanager
async def bench(path: Path, script: Script = ASKS, **llm: object) -> AsyncGenerator[Bench]:
    ours, double, told = settings(path, **llm), Double(script), list[str]()
    async with open_store(ours.database_url) as store:
        ingest = Ingest(store, RulesExtractor(), doubts=doubts(ours))
        transport = httpx.MockTransport(double)
        tell = lambda event, _error: told.append(event)  # noqa: E731  (as short as it says)
        async with queue_of(ours, store, ingest, tell, transport) as queue:
            yield Bench(store, ingest, queue, double, told)


async def test_unclear_message_is_read_by_the_model_later(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        first = posted(UNCLEAR)
        await here.ingest.ingest([first])
        by_rules = await here.acts(first.message.ref)
        assert by_rules
        assert not await here.is_read_by_model(first.message.ref)

        done = await here.queue.drain()

        assert (done.read, await here.waiting()) == (1, 0)
        (act,) = await here.acts(first.message.ref)
        assert isinstance(act, Question)
        assert await here.is_read_by_model(first.message.ref)
        page = await here.store.questions(QuestionQuery())
        assert page.total == 1


async def test_chatter_costs_nothing(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        bot_post = posted(UNCLEAR, 2)
        robot = Author(AuthorId("robot"), "robot", is_bot=True)
        await here.ingest.ingest(
            [posted(PLAIN), replace(bot_post, message=replace(bot_post.message, author=robot))]
        )

        assert await here.queue.drain() == Done()
        assert not here.double.requests


async def test_nothing_of_a_channel_that_was_not_opted_in_is_sent(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        await here.ingest.ingest([posted(UNCLEAR, where=LAWN)])

        assert not await here.queue.drain()
        assert await here.waiting() == 0
        assert not here.double.requests


async def test_nothing_of_a_channel_that_is_not_named_is_sent_whoever_consents(
    tmp_path: Path,
) -> None:
    first = posted("Which valve keeps the tank from running dry?")
    second = posted("it might be the red lever", 2, by="jon")
    reply = replace(second, message=replace(second.message, reply_to=first.message.id))
    async with bench(tmp_path) as here:
        await here.ingest.ingest([first, reply, posted(UNCLEAR, 3)])
        here.queue.staff = replace(here.queue.staff, consent=Opted(), judge=Broken())
        here.queue.names = {"lawn"}

        assert not await here.queue.drain()
        assert await here.waiting() == 0
        assert not here.double.requests
        assert not here.told


async def test_nothing_of_a_channel_that_is_opted_out_again_is_sent(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        await here.ingest.ingest([posted(UNCLEAR)])
    async with bench(tmp_path, channels="grafting") as here:
        assert await here.waiting() == 1

        await here.queue.drain()

        assert not here.double.requests
        assert await here.waiting() == 0


async def test_nothing_of_people_who_opted_out_is_sent_nor_what_they_wrote_before(
    tmp_path: Path,
) -> None:
    jons, miras = posted(f"{UNCLEAR} at night", 1, by="jon"), posted(UNCLEAR, 2)
    async with bench(tmp_path) as here:
        await here.ingest.ingest([jons, miras])
        jon = Person(CHANNEL.platform, jons.message.author.id)
        await here.ingest.ingest([Wished(jon, Wish.OPT_OUT, NOON + timedelta(hours=1))])

        assert (await here.queue.drain()).read == 1

        assert "at night" not in here.double.sent
        assert await here.waiting() == 0


@pytest.mark.parametrize(("busy", "quiet"), [(PRUNING, GRAFTING), (GRAFTING, PRUNING)])
async def test_channels_take_turns_and_each_keeps_its_order(
    tmp_path: Path, busy: Channel, quiet: Channel
) -> None:
    async with bench(tmp_path, batch_tokens=300) as here:
        many = [posted(f"{UNCLEAR} {n}", n, where=busy) for n in range(1, 31)]
        await here.ingest.ingest([*many, posted(UNCLEAR, where=quiet)])

        await here.queue.round()

        texts = "\n".join(request.content.decode() for request in here.double.requests)
        assert f'\\"{UNCLEAR}\\"' in texts
        assert f"{UNCLEAR} 12" in texts
        assert f"{UNCLEAR} 13" not in texts
        assert await here.waiting() == 18


async def test_what_waits_survives_a_restart(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        await here.ingest.ingest([posted(UNCLEAR)])

    async with bench(tmp_path) as here:
        assert (await here.queue.drain()).read == 1


async def test_rules_answer_while_the_model_is_away_and_the_queue_drains_when_it_is_back(
    tmp_path: Path,
) -> None:
    away = [True]

    def script(lines: list[Line]) -> Sequence[Line] | Told:
        return httpx.ConnectError("no route") if away[0] else ASKS(lines)

    async with bench(tmp_path, script) as here:
        await here.ingest.ingest([posted(UNCLEAR)])
        with pytest.raises(ModelAway):
            await here.queue.drain()
        assert await here.waiting() == 1

        away[0] = False
        async with asyncio.timeout(20):
            assert (await here.queue.drain()).read == 1


async def test_running_queue_says_what_is_the_matter_goes_on_and_can_be_cancelled(
    tmp_path: Path,
) -> None:
    fails = [1]

    def script(lines: list[Line]) -> Sequence[Line] | Told:
        if fails[0]:
            fails[0] -= 1
            return httpx.ConnectError("no route")
        return ASKS(lines)

    async with bench(tmp_path, script) as here:
        await here.ingest.ingest([posted(UNCLEAR)])
        read = asyncio.Event()
        here.queue.staff = replace(here.queue.staff, recorder=Waking(here.ingest, read))

        async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
            running = tasks.create_task(here.queue.run(idle=0.01, first_pause=0.01))
            await read.wait()
            running.cancel()

        assert here.told == ["model-away"]
        assert await here.waiting() == 0


@dataclass
class Waking:
    """Records, and says so."""

    ingest_: Ingest
    done: asyncio.Event

    async def ingest(self, arrivals: Sequence[Arrival]) -> object:
        receipt = await self.ingest_.ingest(arrivals)
        self.done.set()
        return receipt


@pytest.mark.parametrize("is_deleted", [False, True])
async def test_people_who_edit_or_delete_while_the_model_reads_have_the_last_word(
    tmp_path: Path, *, is_deleted: bool
) -> None:
    first = posted(UNCLEAR)
    ref, later = first.message.ref, NOON + timedelta(hours=2)
    change = Deleted(ref, later) if is_deleted else Edited(ref, "the pump is fine.", later)
    async with bench(tmp_path) as here:
        await here.ingest.ingest([first])
        meanwhile = Meanwhile(here.queue.staff.reader, here.ingest, change)
        here.queue.staff = replace(here.queue.staff, reader=meanwhile)

        await here.queue.round()

        assert (await here.store.model_desk.backlog()).refined == 0
        if not is_deleted:
            assert not await here.is_read_by_model(ref)


@dataclass
class Meanwhile:
    """A reader during whose reading something is posted."""

    reader: CloseReader
    ingest: Ingest
    change: Deleted | Edited

    @property
    def version(self) -> str:
        return self.reader.version

    async def read(self, excerpt: Excerpt) -> Reading:
        found = await self.reader.read(excerpt)
        await self.ingest.ingest([self.change])
        return found


async def test_marks_of_people_beat_what_the_model_says(tmp_path: Path) -> None:
    first = posted(UNCLEAR)
    mark = Mark("k", MarkKind.DISMISSED, first.message.ref, UNCLEAR, AuthorId("jon"), NOON)
    async with bench(tmp_path) as here:
        await here.ingest.ingest([first, Marked(mark)])
        await here.queue.drain()

        page = await here.store.questions(QuestionQuery(states=frozenset(State)))
        assert [record.entry.standing.state for record in page.records] == [State.DISMISSED]


async def test_words_that_were_read_before_are_not_asked_about_again(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        await here.ingest.ingest([posted(UNCLEAR)])
        await here.queue.drain()
        asked = len(here.double.requests)
        again = posted(UNCLEAR, 7, by="jon")
        await here.ingest.ingest([again])

        done = await here.queue.drain()

        assert (done.known, len(here.double.requests)) == (1, asked)
        assert await here.is_read_by_model(again.message.ref)


async def test_known_words_are_forgotten_with_their_message(tmp_path: Path) -> None:
    first = posted(UNCLEAR)
    async with bench(tmp_path) as here:
        await here.ingest.ingest([first])
        await here.queue.drain()
        asked = len(here.double.requests)
        await here.ingest.ingest([Deleted(first.message.ref, NOON), posted(UNCLEAR, 7)])

        await here.queue.drain()

        assert len(here.double.requests) == asked + 1


async def test_message_of_which_nothing_useful_comes_back_is_left_to_the_rules(
    tmp_path: Path,
) -> None:
    async with bench(tmp_path, lambda _: "I am sorry, I cannot do that.") as here:
        await here.ingest.ingest([posted(UNCLEAR)])
        for _ in range(5):
            try:
                await here.queue.drain()
            except ModelAway:
                break

        backlog = await here.store.model_desk.backlog()
        assert (backlog.waiting, backlog.failed) == (0, 1)
        assert backlog.dropped


async def test_spent_budget_leaves_messages_waiting_and_says_so(tmp_path: Path) -> None:
    async with bench(tmp_path, tokens_a_day=100) as here:
        await here.ingest.ingest([posted(UNCLEAR)])

        assert not await here.queue.drain()

        assert here.told == ["model-over-budget"]
        assert "spent" in here.queue.trouble
        assert not here.double.requests
        assert await here.waiting() == 1


async def test_one_message_with_a_bug_does_not_stop_the_others(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        await here.ingest.ingest([posted(UNCLEAR), posted(UNCLEAR, where=GRAFTING)])
        here.queue.staff = replace(here.queue.staff, reader=Broken())

        await here.queue.drain()

        assert set(here.told) == {"refinement-failed"}
        assert (await here.store.model_desk.backlog()).failed == 2


class Broken:
    """A reader, and a judge, with a bug."""

    version = "broken"

    async def read(self, excerpt: Excerpt) -> Reading:
        raise ZeroDivisionError

    async def judge(self, inquiry: Inquiry) -> Judging:
        raise ZeroDivisionError


async def test_replies_are_judged_once_and_the_ledger_says_by_whom(tmp_path: Path) -> None:
    question, vague = "Which valve keeps the tank from running dry?", "it might be the red lever"

    def script(lines: list[Line]) -> Sequence[Line]:
        return [
            {"id": x["id"], "role": "answer", "confidence": 0.9, "missing": "", "quote": x["text"]}
            for x in lines
            if x.get("text") == vague
        ]

    first, second = posted(question), posted(vague, 2, by="jon")
    reply = replace(second, message=replace(second.message, reply_to=first.message.id))
    async with bench(tmp_path, script) as here:
        await here.ingest.ingest([first, reply])
        (before,) = (await here.store.questions(QuestionQuery())).records
        assert before.entry.standing.state is State.PARTLY_ANSWERED

        done = await here.queue.drain()
        asked = len(here.double.requests)
        again = await here.queue.drain()

        states = frozenset(State)
        (after,) = (await here.store.questions(QuestionQuery(states=states))).records
        assert after.entry.standing.state is State.ANSWERED
        (told,) = after.entry.standing.replies
        assert (told.reasons[0].cue, told.reasons[0].detail) == ("model-says", "tiny-1")
        assert (done.judged, again.judged, len(here.double.requests)) == (1, 0, asked)


async def test_reply_on_which_the_model_has_no_word_is_not_asked_about_again(
    tmp_path: Path,
) -> None:
    first = posted("Which valve keeps the tank from running dry?")
    second = posted("it might be the red lever", 2, by="jon")
    reply = replace(second, message=replace(second.message, reply_to=first.message.id))
    async with bench(tmp_path, lambda _: []) as here:
        await here.ingest.ingest([first, reply])

        done = await here.queue.drain()

        assert done.judged == 1
        assert (await here.store.model_desk.backlog()).judged == 0
        (record,) = (await here.store.questions(QuestionQuery())).records
        assert record.entry.standing.state is State.PARTLY_ANSWERED


def of_the_lever(usable: Callable[[int], bool]) -> Script:
    """A judge of whose answers only some, by their number, are of use."""
    calls = count(1)

    def script(lines: list[Line]) -> Sequence[Line] | str:
        if not any("asked" in line for line in lines):
            return [item(line, "question", form="wh") for line in lines if "?" in line["text"]]
        if not usable(next(calls)):
            return "That would be hard to say."
        return [
            {"id": x["id"], "role": "answer", "confidence": 0.9, "missing": "", "quote": x["text"]}
            for x in lines
            if "lever" in str(x.get("text"))
        ]

    return script


@pytest.mark.parametrize(
    ("usable", "judged", "calls"),
    [(lambda call: call > 3, 1, 4), (lambda _call: False, 0, 6)],
    ids=["then of use", "never of use"],
)
async def test_replies_are_asked_about_once_more_after_an_answer_of_no_use(
    tmp_path: Path, usable: Callable[[int], bool], judged: int, calls: int
) -> None:
    first = posted("Which valve keeps the tank from running dry?")
    second = posted("it might be the red lever", 2, by="jon")
    reply = replace(second, message=replace(second.message, reply_to=first.message.id))
    async with bench(tmp_path, of_the_lever(usable)) as here:
        await here.ingest.ingest([first, reply])

        rounds = [await here.queue.round() for _ in range(3)]

        backlog = await here.store.model_desk.backlog()
        assert [(done.judged, done.failed) for done in rounds] == [(0, 1), (1, 0), (0, 0)]
        asked = [r for r in here.double.requests if "judge replies" in r.content.decode()]
        spent = await here.store.model_desk.spent(date.min)
        assert (backlog.judged, len(asked)) == (judged, calls)
        assert backlog.dropped == {"prose": 2 - judged}
        assert spent.calls == len(here.double.requests)


async def test_judging_is_within_the_budget_too(tmp_path: Path) -> None:
    first = posted("Which valve keeps the tank from running dry?")
    second = posted("it might be the red lever", 2, by="jon")
    reply = replace(second, message=replace(second.message, reply_to=first.message.id))
    async with bench(tmp_path, tokens_a_day=100) as here:
        await here.ingest.ingest([first, reply])

        first_done, second_done = await here.queue.round(), await here.queue.round()

        assert not first_done
        assert not second_done
        assert here.told == ["model-over-budget"]
        assert not here.double.requests


async def test_running_queue_reads_what_comes_while_it_has_nothing_to_do(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        looked, read = asyncio.Event(), asyncio.Event()
        here.queue.log = Looking(here.store, looked)  # pyright: ignore[reportAttributeAccessIssue]
        here.queue.staff = replace(here.queue.staff, recorder=Waking(here.ingest, read))

        async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
            running = tasks.create_task(here.queue.run(idle=0.01))
            await looked.wait()
            await here.ingest.ingest([posted(UNCLEAR)])
            await read.wait()
            running.cancel()

        assert await here.waiting() == 0


async def test_judge_with_a_bug_stops_nobody(tmp_path: Path) -> None:
    first = posted("Which valve keeps the tank from running dry?")
    second = posted("it might be the red lever", 2, by="jon")
    reply = replace(second, message=replace(second.message, reply_to=first.message.id))
    async with bench(tmp_path) as here:
        await here.ingest.ingest([first, reply])
        here.queue.staff = replace(here.queue.staff, judge=Broken())

        done = await here.queue.drain()

        assert done.judged == 1
        assert here.told == ["refinement-failed"]


async def test_running_queue_survives_a_fault_of_its_own(tmp_path: Path) -> None:
    async with bench(tmp_path) as here:
        await here.ingest.ingest([posted(UNCLEAR)])
        read = asyncio.Event()
        faulty = Faulty(Waking(here.ingest, read))
        here.queue.staff = replace(here.queue.staff, recorder=faulty)

        async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
            running = tasks.create_task(here.queue.run(idle=0.01, first_pause=0.01))
            await read.wait()
            running.cancel()

        assert here.told == ["refinement-failed"]
        assert await here.waiting() == 0


@dataclass
class Faulty:
    """Fails once, then records."""

    recorder: Waking
    fails: int = 1

    async def ingest(self, arrivals: Sequence[Arrival]) -> object:
        if self.fails:
            self.fails -= 1
            raise ZeroDivisionError
        return await self.recorder.ingest(arrivals)


@dataclass
class Looking:
    """A log that says when it was looked into."""

    store: Store
    looked: asyncio.Event

    def __getattr__(self, name: str) -> object:
        if name == "channels":
            self.looked.set()
        return getattr(self.store.model_desk, name)


async def test_long_post_in_a_room_is_read_for_its_title_however_sure_the_rules_are(
    tmp_path: Path,
) -> None:
    async with bench(tmp_path, CALLS) as here:
        await here.ingest.ingest([posted(LONG)])
        assert await here.title() is None

        assert (await here.queue.drain()).read == 1

        assert await here.title() == Title("Pruning the pear", "tiny-1")


async def test_long_post_in_a_thread_is_not(tmp_path: Path) -> None:
    thread = replace(PRUNING, kind=ChannelKind.THREAD)
    async with bench(tmp_path, CALLS) as here:
        await here.ingest.ingest([posted(LONG, where=thread)])

        assert not await here.queue.drain()
        assert not here.double.requests


async def test_short_post_gets_no_title_and_what_the_model_calls_it_is_counted(
    tmp_path: Path,
) -> None:
    async with bench(tmp_path, CALLS) as here:
        await here.ingest.ingest([posted(UNCLEAR)])
        await here.queue.drain()

        assert await here.title() is None
        assert (await here.store.model_desk.backlog()).dropped == {"title-not-asked-for": 1}


async def test_same_words_get_the_same_title_without_a_call(tmp_path: Path) -> None:
    async with bench(tmp_path, CALLS) as here:
        await here.ingest.ingest([posted(LONG), posted(LONG, 7, by="jon")])
        await here.queue.drain()
        asked = len(here.double.requests)
        await here.ingest.ingest([posted(LONG, 8, where=GRAFTING)])

        assert (await here.queue.drain()).known == 1
        assert len(here.double.requests) == asked
        assert await here.title() == Title("Pruning the pear", "tiny-1")


async def test_words_that_were_read_without_a_title_are_asked_about_for_one(tmp_path: Path) -> None:
    thread = replace(GRAFTING, kind=ChannelKind.THREAD)
    async with bench(tmp_path, CALLS) as here:
        await here.ingest.ingest([posted(LONG_AND_UNCLEAR, where=thread)])
        assert (await here.queue.drain()).read == 1
        asked = len(here.double.requests)
        await here.ingest.ingest([posted(LONG_AND_UNCLEAR, 8)])

        assert (await here.queue.drain()).read == 1
        assert len(here.double.requests) == asked + 1


@pytest.mark.parametrize("words", [LONG + " And who has one?", LONG.replace("pear", "plum")])
async def test_title_goes_where_its_post_is_edited(tmp_path: Path, words: str) -> None:
    first = posted(LONG)
    async with bench(tmp_path, CALLS) as here:
        await here.ingest.ingest([first])
        await here.queue.drain()

        await here.ingest.ingest([Edited(first.message.ref, words, NOON + timedelta(hours=2))])

        assert await here.title() is None
        assert await here.waiting() == 1
