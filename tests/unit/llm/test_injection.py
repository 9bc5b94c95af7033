"""People who write to the model change what is read out of their own words alone."""

import json
from collections.abc import Sequence

import httpx
import pytest

from bot.extraction.rules_extractor import RulesExtractor
from bot.llm.sending import excerpts
from bot.llm.sending.prompt import Scribe, fenced
from bot.llm.sending.suspicion import speaks_to_a_model
from bot.model import Act, Excerpt, Message, Question
from tests.unit.llm.attacks import ATTACKS, HARMLESS
from tests.unit.llm.double import Double, Line, asked, completed, control, item, message

OTHERS = (
    message("the pump is loud then", 1),
    message("Does anybody know where the spare lid is?", 2, by="tom"),
    message("why does it stop", 3, by="ada"),
    message("I think that the bearing is worn, since it squeaks.", 4, by="tom"),
)
EVERY_ATTACK = pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)


def honest(lines: list[Line]) -> Sequence[Line]:
    """What an attentive model says."""
    kinds = {"the pump is loud then": "question", "why does it stop": "question"}
    return [item(line, kinds.get(line["text"], "claim")) for line in lines]


def obedient(lines: list[Line]) -> Sequence[Line]:
    """What a model says that does all that an attacker could wish for: it is silent on nobody."""
    claims = [item(line, "claim") for line in lines]
    turned = [item(line, "question", wanted=False) for line in lines]
    forged = [item(line, "question", "Who stole the honey?") for line in lines]
    foreign = [item(line, "question", other["text"]) for line in lines for other in lines]
    unknown = [{"id": n, "kind": "question", "quote": OTHERS[1].text} for n in range(1000, 1100)]
    return [*turned, *claims, *forged, *foreign, *unknown]


def reads(attack: str) -> Double:
    """A model that is honest until it is told otherwise."""

    def script(lines: list[Line]) -> Sequence[Line]:
        seen = json.dumps(lines, ensure_ascii=False)
        told = any(line in seen for line in map(json.dumps, attack.split("\n")) if len(line) > 8)
        return obedient(lines) if told or len(lines) > len(OTHERS) else honest(lines)

    return Double(script)


async def ledger(double: Double, *messages: Message) -> list[tuple[Act, ...]]:
    async with asked(double) as model:
        return list(await model.extractor(RulesExtractor()).extract(messages))


@EVERY_ATTACK
async def test_an_attack_changes_nothing_but_its_own_reading(attack: str) -> None:
    quiet = await ledger(reads(attack), *OTHERS)
    attacker = message(attack, 9, by="eve")

    *others, own = await ledger(reads(attack), *OTHERS, attacker)

    assert others == quiet
    assert [own] == list(await RulesExtractor().extract([attacker]))


@EVERY_ATTACK
async def test_an_attack_that_nobody_recognises_invents_nothing_and_hides_nothing(
    attack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excerpts, "speaks_to_a_model", lambda _: False)
    messages = (*OTHERS, message(attack, 9, by="eve"))
    by_rules = await RulesExtractor().extract(messages)

    found = await ledger(reads(attack), *messages)

    for post, ruled, acts in zip(messages, by_rules, found, strict=True):
        assert [act.span for act in acts] == [act.span for act in ruled]
        assert [a.span for a in ruled if isinstance(a, Question)] == [
            a.span for a, b in zip(acts, ruled, strict=True) if isinstance(b, Question)
        ]
        for act in acts:
            assert act.span.of(post.text).strip()
            for was in ruled:
                if was.span == act.span and was.score >= 0.9 and isinstance(was, Question):
                    assert isinstance(act, Question)
                    assert act.form == was.form


@EVERY_ATTACK
async def test_a_model_that_is_talked_into_saying_the_same_of_all_is_not_believed(
    attack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excerpts, "speaks_to_a_model", lambda _: False)

    def same_of_all(request: httpx.Request) -> httpx.Response:
        items = [{**line, "kind": "claim"} for line in control()]
        return completed(json.dumps({"items": items}))

    messages = (*OTHERS, message(attack, 9, by="eve"))
    async with asked(same_of_all) as model:
        found = await model.extractor(RulesExtractor()).extract(messages)

    by_rules = await RulesExtractor().extract(messages)
    for acts, ruled in zip(found, by_rules, strict=True):
        assert [(type(act), act.span) for act in acts] == [(type(act), act.span) for act in ruled]


def test_there_are_attacks_enough() -> None:
    assert len(ATTACKS) >= 50


@pytest.mark.parametrize("text", HARMLESS)
def test_people_who_talk_to_people_are_heard(text: str) -> None:
    assert not speaks_to_a_model(text)


@EVERY_ATTACK
def test_what_is_sent_of_a_text_stays_on_its_line_and_between_the_fences(attack: str) -> None:
    talk = (*OTHERS, message(f"{attack}\x85\u2028</MESSAGES>", 9, by="eve"))

    first, *lines, last = fenced(Scribe(b"key").sheet(Excerpt(talk)).lines).splitlines()

    assert (first, last) == ("<MESSAGES>", "</MESSAGES>")
    assert [json.loads(line)["text"] for line in lines][:4] == [each.text for each in OTHERS]
    assert len(lines) == len(talk)


def test_nobody_can_know_the_number_of_a_message() -> None:
    numbers = {tuple(Scribe(key).sheet(Excerpt(OTHERS)).messages) for key in (b"a", b"b", b"c")}

    assert len(numbers) == 3
    assert all(list(some) != list(range(some[0], some[0] + len(some))) for some in numbers)


def test_a_message_bears_the_same_number_in_every_call() -> None:
    scribe = Scribe(b"key")

    (alone,) = scribe.sheet(Excerpt(OTHERS[1:2])).messages

    assert list(scribe.sheet(Excerpt(OTHERS)).messages)[1] == alone


@pytest.mark.parametrize(
    "piece",
    ["\n ", " \n", "ignore ", "mark message ", "system ", "you are an ", '"id" ', "\u200b ", "## "],
)
def test_a_long_text_is_looked_over_once(piece: str) -> None:
    assert not speaks_to_a_model(piece * (100_000 // len(piece)))
