"""How firmly structure is asked for: what serves is found, and remembered."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from bot.errors import ModelAway, ModelRefused, OverBudget, RungRefused
from bot.llm.endpoint.answers import Unusable
from bot.llm.endpoint.gauge import Gauge
from bot.llm.endpoint.ladder import Ladder
from bot.model import Completion, Prompt, Rung, Usage
from tests.unit.llm.double import CHANNEL, Wallet, Watch

MOST, USED = Usage(1_000, 200), Usage(300, 20)
PROMPT = Prompt("task", "matter", "reading", {}, MOST)
ITEM = {"id": 1, "kind": "claim", "quote": "so"}
GOOD = json.dumps({"items": [ITEM]})


@dataclass
class Endpoint:
    """Answers by the rung that it is asked on."""

    answers: Callable[[Rung], str | Exception]
    asked: list[Rung] = field(default_factory=list[Rung])
    usage: Usage | None = USED
    name: str = "tiny"

    async def complete(self, prompt: Prompt) -> Completion:
        self.asked.append(prompt.rung)
        told = self.answers(prompt.rung)
        if isinstance(told, Exception):
            raise told
        return Completion(told, "tiny-1", self.usage)


def only(*rungs: Rung, otherwise: str | Exception) -> Callable[[Rung], str | Exception]:
    return lambda rung: GOOD if rung in rungs else otherwise


async def climb(endpoint: Endpoint, wallet: Wallet | None = None) -> tuple[Ladder, object]:
    ladder = Ladder(endpoint, wallet or Wallet(), Gauge(), Watch())
    return ladder, (await ladder.ask(CHANNEL, PROMPT, list))[0]


async def test_a_schema_is_asked_for_first() -> None:
    endpoint = Endpoint(only(*Rung, otherwise=""))

    _, heard = await climb(endpoint)

    assert heard == [ITEM]
    assert endpoint.asked == [Rung.SCHEMA]


@pytest.mark.parametrize(
    "otherwise",
    [
        RungRefused("no schemas here"),
        "The message is a claim.",
        '{"items": []}',
        "I'm sorry, I cannot.",
        "",
        '{"items": [{',
    ],
)
@pytest.mark.parametrize("serves", [Rung.OBJECT, Rung.PLAIN])
async def test_what_brings_nothing_is_asked_for_less_firmly(
    serves: Rung, otherwise: str | Exception
) -> None:
    endpoint = Endpoint(only(serves, otherwise=otherwise))

    _, heard = await climb(endpoint)

    assert heard == [ITEM]
    assert endpoint.asked == list(Rung)[: list(Rung).index(serves) + 1]


async def test_a_rung_that_is_refused_is_not_asked_for_again() -> None:
    endpoint = Endpoint(only(Rung.PLAIN, otherwise=RungRefused("unknown")))
    ladder, _ = await climb(endpoint)
    endpoint.asked.clear()

    await ladder.ask(CHANNEL, PROMPT, list)

    assert endpoint.asked == [Rung.PLAIN]
    assert ladder.rung is Rung.PLAIN


async def test_one_slip_is_no_reason_to_give_a_rung_up_but_two_are() -> None:
    endpoint = Endpoint(only(Rung.OBJECT, otherwise="prose"))
    ladder, _ = await climb(endpoint)

    after_one = ladder.rung
    await ladder.ask(CHANNEL, PROMPT, list)

    assert (after_one, ladder.rung) == (Rung.SCHEMA, Rung.OBJECT)


async def test_a_rung_that_was_given_up_is_tried_again_some_day() -> None:
    endpoint = Endpoint(only(Rung.OBJECT, otherwise=RungRefused("unknown")))
    ladder, _ = await climb(endpoint)
    for _ in range(199):
        await ladder.ask(CHANNEL, PROMPT, list)

    assert ladder.rung is Rung.SCHEMA


async def test_a_prompt_that_every_rung_refuses_teaches_nothing() -> None:
    ladder = Ladder(Endpoint(only(otherwise=RungRefused("too long"))), Wallet(), Gauge(), Watch())

    with pytest.raises(ModelRefused):
        await ladder.ask(CHANNEL, PROMPT, list)

    assert ladder.rung is Rung.SCHEMA


async def test_what_no_rung_brings_is_unusable_and_says_why() -> None:
    with pytest.raises(Unusable) as raised:
        await climb(Endpoint(only(otherwise="just prose")))

    assert raised.value.why == "prose"


async def test_what_the_hearer_refuses_is_unusable_too() -> None:
    endpoint = Endpoint(only(*Rung, otherwise=""))
    ladder = Ladder(endpoint, Wallet(), Gauge(), Watch())

    def refuse(_: Sequence[object]) -> None:
        raise Unusable("failed-control")

    with pytest.raises(Unusable, match="failed-control"):
        await ladder.ask(CHANNEL, PROMPT, refuse)

    assert endpoint.asked == list(Rung)


async def test_a_model_that_is_never_of_use_is_left_alone_for_a_while() -> None:
    clock, endpoint = Watch(), Endpoint(only(otherwise="prose"))
    ladder = Ladder(endpoint, Wallet(), Gauge(), clock)
    for _ in range(3):
        with pytest.raises(Unusable):
            await ladder.ask(CHANNEL, PROMPT, list)
    endpoint.asked.clear()

    with pytest.raises(ModelAway):
        await ladder.ask(CHANNEL, PROMPT, list)

    assert endpoint.asked == []
    clock.pass_by(minutes=11)
    endpoint.answers = only(*Rung, otherwise="")
    assert (await ladder.ask(CHANNEL, PROMPT, list))[0] == [ITEM]


async def test_an_endpoint_that_is_away_is_not_asked_in_other_words() -> None:
    endpoint = Endpoint(only(otherwise=ModelAway("gone")))

    with pytest.raises(ModelAway):
        await climb(endpoint)

    assert endpoint.asked == [Rung.SCHEMA]


async def test_an_endpoint_that_is_away_is_the_clients_to_leave_alone() -> None:
    endpoint = Endpoint(only(otherwise=ModelAway("gone")))
    ladder = Ladder(endpoint, Wallet(), Gauge(), Watch())

    for _ in range(5):
        with pytest.raises(ModelAway, match="gone"):
            await ladder.ask(CHANNEL, PROMPT, list)

    assert len(endpoint.asked) == 5


async def test_every_call_is_asked_for_before_and_paid_after() -> None:
    wallet = Wallet(10_000)

    await climb(Endpoint(only(Rung.OBJECT, otherwise="prose")), wallet)

    assert wallet.asked == [MOST, MOST]
    assert wallet.paid == [USED] * 2
    assert wallet.tokens == 10_000 - 640


async def test_what_is_not_told_is_guessed_and_paid() -> None:
    wallet, endpoint = Wallet(), Endpoint(only(*Rung, otherwise=""), usage=None)

    await climb(endpoint, wallet)

    (paid,) = wallet.paid
    assert 0 < paid.sent < MOST.sent
    assert 0 < paid.written < MOST.written


@pytest.mark.parametrize(
    ("failure", "paid"),
    [
        (ModelAway("gone"), Usage()),
        (ModelAway("slow", may_cost=True), MOST),
        (ModelRefused("no"), Usage()),
    ],
)
async def test_what_may_have_been_worked_for_is_paid(failure: Exception, paid: Usage) -> None:
    wallet = Wallet()

    with pytest.raises(type(failure)):
        await climb(Endpoint(only(otherwise=failure)), wallet)

    assert wallet.paid == [paid]


async def test_an_empty_purse_is_never_trimmed_to_fit() -> None:
    endpoint = Endpoint(only(*Rung, otherwise=""))

    with pytest.raises(OverBudget):
        await climb(endpoint, Wallet(MOST.tokens - 1))

    assert endpoint.asked == []
