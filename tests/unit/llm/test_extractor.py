"""The model where it can prove what it says; the rules in all else."""

import asyncio
import json
from dataclasses import replace

import httpx
import pytest

from bot.extraction.rules_extractor import RulesExtractor
from bot.llm.assembled import Model, Terms
from bot.model import Act, Claim, Excerpt, Message, Question
from tests.unit.llm.double import (
    CHANNEL,
    KEY,
    Double,
    Opted,
    Wallet,
    asked,
    by_text,
    completed,
    control,
    message,
)

DOUBTFUL, CLAIM = "the pump is loud then", "I think that the bearing is worn."
SURE = "Does anybody know where the spare lid is?"
ASKS = by_text({DOUBTFUL: [{"kind": "question", "form": "declarative"}]})


async def acts(model: Model, *messages: Message) -> list[tuple[Act, ...]]:
    return list(await model.extractor(RulesExtractor()).extract(messages))


async def by_rules(*messages: Message) -> list[tuple[Act, ...]]:
    return list(await RulesExtractor().extract(messages))


def without_marks(found: list[tuple[Act, ...]]) -> list[tuple[Act, ...]]:
    """Without the reason that says that the rules were alone."""
    return [
        tuple(
            replace(a, reasons=tuple(r for r in a.reasons if r.cue != "rules-alone")) for a in some
        )
        for some in found
    ]


def alone_because(found: list[tuple[Act, ...]]) -> set[str]:
    return {
        reason.detail
        for some in found
        for act in some
        for reason in act.reasons
        if reason.cue == "rules-alone"
    }


async def test_a_question_that_the_rules_do_not_see_is_the_models_and_says_so() -> None:
    async with asked(Double(ASKS)) as model:
        ((act,),) = await acts(model, message(DOUBTFUL))

    assert isinstance(act, Question)
    assert act.span.of(DOUBTFUL) == DOUBTFUL
    assert (act.reasons[0].cue, act.reasons[0].detail) == ("model", "tiny-1")


async def test_a_name_in_a_quote_finds_its_way_back() -> None:
    text = "tom, the pump is loud then"

    def quoting(lines: list[dict[str, object]]) -> list[dict[str, object]]:
        return [{"id": line["id"], "kind": "question", "quote": line["text"]} for line in lines]

    double = Double(quoting)
    async with asked(double) as model:
        ((act,), _) = await acts(model, message(text), message(CLAIM, 2, by="tom"))

    assert isinstance(act, Question)
    assert act.reasons[0].span is not None
    assert act.reasons[0].span.of(text) == text
    assert "tom" not in double.sent
    assert "mira" not in double.sent


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (httpx.ConnectError("gone"), "model-away"),
        (httpx.Response(401), "model-away"),
        (httpx.Response(400, text="context length exceeded"), "model-away"),
        ("I'm sorry, I cannot.", "refusal"),
        ("They ask about a pump.", "prose"),
        ('{"items": []}', "empty"),
        ('{"items": [{"id": 4, "kind": "question", "quote": "who?"}]}', "failed-control"),
    ],
)
async def test_where_the_model_fails_the_rules_answer_at_once_and_say_so(
    failure: httpx.Response | Exception | str, why: str
) -> None:
    posts = message(DOUBTFUL), message(SURE, 2)

    async with asked(Double(lambda _: failure)) as model:
        found = await acts(model, *posts)

    assert without_marks(found) == await by_rules(*posts)
    assert alone_because(found) == {why}


async def test_a_model_that_sees_nothing_where_people_ask_is_not_believed() -> None:
    double = Double(lambda _: [])

    async with asked(double) as model:
        found = await acts(model, message(SURE))

    assert alone_because(found) == {"empty"}
    assert double.rungs == ["json_schema", "json_object", "plain"]


async def test_over_budget_the_rules_answer_and_nothing_is_sent() -> None:
    double = Double(ASKS)

    async with asked(double, wallet=Wallet(10)) as model:
        found = await acts(model, message(DOUBTFUL))

    assert alone_because(found) == {"over-budget"}
    assert double.requests == []


async def test_what_cannot_be_proven_is_dropped_and_counted() -> None:
    def lying(lines: list[dict[str, object]]) -> list[dict[str, object]]:
        ids = {line["text"]: line["id"] for line in lines}
        return [
            {"id": ids[CLAIM], "kind": "question", "quote": "Who took the honey?"},
            {"id": 7, "kind": "question", "quote": CLAIM},
            {"id": str(ids[CLAIM]), "kind": "question", "quote": CLAIM},
            {"id": ids[CLAIM], "kind": "rumour", "quote": CLAIM},
            {"id": ids[CLAIM], "kind": "question", "quote": DOUBTFUL},
            {"id": ids[DOUBTFUL], "kind": "question", "quote": DOUBTFUL},
            {"id": ids[DOUBTFUL], "kind": "claim", "quote": DOUBTFUL},
            {"id": ids[DOUBTFUL], "kind": "claim", "quote": "pump is loud"},
            {"id": ids[DOUBTFUL], "kind": "claim", "quote": ["pump"]},
        ]

    async with asked(Double(lying)) as model:
        extractor = model.extractor(RulesExtractor())
        (claimed, (doubted,)) = await extractor.extract([message(CLAIM), message(DOUBTFUL, 2)])

    assert [type(act) for act in claimed] == [Claim]
    assert isinstance(doubted, Question)
    assert extractor.dropped == {
        "not-found": 2,
        "no-quote": 1,
        "unknown-message": 2,
        "unknown-kind": 1,
        "said-twice": 1,
        "overlapping": 1,
    }


async def test_what_a_model_says_of_quoted_words_does_not_count() -> None:
    text = f"> {DOUBTFUL}\n{CLAIM}"

    def quoting(lines: list[dict[str, object]]) -> list[dict[str, object]]:
        return [{"id": line["id"], "kind": "question", "quote": DOUBTFUL} for line in lines]

    async with asked(Double(quoting)) as model:
        extractor = model.extractor(RulesExtractor())
        found = await extractor.extract([message(text)])

    assert list(found) == await by_rules(message(text))
    assert extractor.dropped == {"not-said-here": 1}


async def test_whoever_does_not_consent_is_not_sent_nor_shown_as_context() -> None:
    double = Double(ASKS)
    secret = message("the code is four two", 1, by="ada")

    async with asked(double, consent=Opted(out={"ada"})) as model:
        first, (second,) = await acts(model, secret, message(DOUBTFUL, 2))

    assert "four two" not in double.sent
    assert [first] == await by_rules(secret)
    assert isinstance(second, Question)


async def test_whoever_does_not_consent_is_not_sent_as_given_context_either() -> None:
    double, secret = Double(ASKS), message("the code is four two", 1, by="ada")

    async with asked(double, consent=Opted(out={"ada"})) as model:
        read = await model.reader.read(Excerpt((message(DOUBTFUL, 2),), (secret,)))

    assert read.acts
    assert "four two" not in double.sent


async def test_name_of_somebody_who_does_not_consent_is_not_sent_either() -> None:
    double, secret = Double(ASKS), message("the code is four two", 1, by="ada")

    async with asked(double, consent=Opted(out={"ada"})) as model:
        read = await model.reader.read(Excerpt((message("ask Ada for it", 2),), (secret,)))

    assert read.acts
    assert "ada" not in double.sent.casefold()


async def test_what_the_platform_says_and_what_has_no_words_is_not_sent() -> None:
    double = Double(ASKS)
    joined = replace(message("mira joined the room"), system=True)

    async with asked(double) as model:
        found = await acts(model, joined, message("🎉 !!", 2), message("", 3))

    assert double.requests == []
    assert found == await by_rules(joined, message("🎉 !!", 2), message("", 3))


async def test_a_text_that_is_too_long_for_a_call_is_never_trimmed() -> None:
    double = Double(ASKS)
    long = message(f"{CLAIM} " * 500)

    async with asked(double, terms=Terms(b"k", batch_tokens=400)) as model:
        found = await acts(model, long)

    assert double.requests == []
    assert found == await by_rules(long)


async def test_long_talk_goes_out_in_portions_each_with_what_was_said_before() -> None:
    double = Double(ASKS)
    talk = [message(f"{DOUBTFUL} {n}", n) for n in range(40)]

    async with asked(double, terms=Terms(b"k", batch_tokens=400)) as model:
        await acts(model, *talk)

    assert len(double.requests) > 3
    sent = sorted(request.content.decode().count('\\"context\\"') for request in double.requests)
    assert sent[0] == 1  # the task speaks of it
    assert set(sent[1:]) == {5}


async def test_what_is_said_of_context_does_not_count() -> None:
    before, now = message("the pump hums", 1), message(DOUBTFUL, 2)

    def of_both(lines: list[dict[str, object]]) -> list[dict[str, object]]:
        return [{"id": line["id"], "kind": "question", "quote": line["text"]} for line in lines]

    async with asked(Double(of_both)) as model:
        read = await model.reader.read(Excerpt((now,), (before,)))

    assert set(read.acts) == {now.ref}
    assert read.dropped == {"only-context": 1}


async def test_talk_of_two_channels_is_not_mixed() -> None:
    double = Double(ASKS)
    elsewhere = replace(CHANNEL, channel="elsewhere")

    async with asked(double) as model:
        await acts(model, message(DOUBTFUL), message("it is so", 2, channel=elsewhere))

    assert len(double.requests) == 2


async def test_a_message_that_comes_twice_is_read_as_it_was_last() -> None:
    double = Double(ASKS)
    before, after = message("it is as it was"), message(DOUBTFUL)

    async with asked(double) as model:
        first, (second,) = await acts(model, before, after)

    assert [first] == await by_rules(before)
    assert isinstance(second, Question)
    assert "as it was" not in double.sent


async def test_the_start_of_every_call_is_the_same() -> None:
    double = Double(ASKS)

    async with asked(double) as model:
        await acts(model, message(DOUBTFUL, 1))
        await acts(model, message(CLAIM, 2, by="tom"))

    one, two = (request.content.decode() for request in double.requests)
    same = next(i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b)
    assert "blue cups" in one[:same]
    assert "chat" in one[:same]


async def test_neither_key_nor_id_nor_name_is_in_what_is_sent() -> None:
    double = Double(ASKS)

    async with asked(double) as model:
        await acts(model, message(DOUBTFUL), message("mira, <@4242> is right", 2, by="tom"))

    bodies = "".join(request.content.decode() for request in double.requests)
    assert not any(told in bodies for told in (KEY, "mira", "tom", "id-of", "4242", "pruning"))


async def test_no_more_calls_run_at_a_time_than_were_allowed() -> None:
    running, both, free = list[int](), asyncio.Event(), asyncio.Event()

    async def answer(_: httpx.Request) -> httpx.Response:
        running.append(1)
        if len(running) == 2:
            both.set()
        await free.wait()
        return completed(json.dumps({"items": control()}))

    talk = [message(f"{DOUBTFUL} {n}", n) for n in range(30)]
    async with (
        asyncio.timeout(30),
        asked(answer, terms=Terms(b"k", 300, at_a_time=2)) as model,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(acts(model, *talk))
        await both.wait()
        for _ in range(100):  # whoever could begin would have begun by then
            await asyncio.sleep(0)
        at_a_time = len(running)
        free.set()

    assert at_a_time == 2
    assert len(running) > 2


async def test_a_model_of_no_use_is_left_alone_by_those_who_wait_too() -> None:
    double = Double(lambda _: "just prose")
    talk = [message(f"{DOUBTFUL} {n}", n) for n in range(60)]

    async with asked(double, terms=Terms(b"k", 300, at_a_time=1)) as model:
        found = await acts(model, *talk)

    assert len(double.requests) == 9
    assert alone_because(found) == {"prose", "model-away"}


async def test_a_reading_that_is_cancelled_is_over_at_once() -> None:
    begun, wallet = asyncio.Event(), Wallet(100_000)

    async def never(_: httpx.Request) -> httpx.Response:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with (
        asyncio.timeout(30),
        asked(never, wallet=wallet) as model,
        asyncio.TaskGroup() as tasks,
    ):
        task = tasks.create_task(acts(model, message(DOUBTFUL)))
        await begun.wait()
        task.cancel()

    assert task.cancelled()
    assert wallet.paid == wallet.asked


async def test_the_version_names_rules_and_model() -> None:
    async with asked(Double(ASKS)) as model:
        told = model.extractor(RulesExtractor()).version

    assert told.startswith(RulesExtractor().version)
    assert told.endswith("tiny")


@pytest.mark.parametrize("key", ["id", "kind", "form", "wanted", "quote"])
@pytest.mark.parametrize("told", [[1], {"a": 1}, None, 1.5, True, "?"])
async def test_whatever_an_item_bears_the_rules_are_not_disturbed(key: str, told: object) -> None:
    odd = by_text({SURE: [{"kind": "claim", "form": "plain", key: told}]})
    async with asked(Double(odd)) as model:
        ((act,),) = await acts(model, message(SURE))

    assert isinstance(act, Question)
