import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.commands import VERBS, Context, on_behalf
from bot.commands.privacy import Sure
from bot.errors import NotAllowed, NotFound, WrongUse
from bot.model import Arrival, AuthorId, Person, Platform, Wish, Wished
from bot.views import ExportView, NoticeView, PrivacyView, View
from tests.unit.commands.fakes import HER, NOW, ROOM, Desk, FakeLedger

VERB = {verb.name: verb for verb in VERBS if verb.group == "privacy"}


@dataclass
class Wishes:
    heard: list[Wished] = field(default_factory=list[Wished])

    async def ingest(self, arrivals: Sequence[Arrival]) -> None:
        self.heard += [arrival for arrival in arrivals if isinstance(arrival, Wished)]


def context(**given: object) -> Context:
    asked = Desk(FakeLedger()).context()
    usual = {"person": HER, "in_private": True, "recorder": Wishes(), "within": {ROOM}}
    told: dict[str, Any] = {**usual, **given}
    return replace(asked, **told)


async def run(verb: str, asked: Context, **given: object) -> View:
    return await VERB[verb].run(asked, VERB[verb].arguments(**given))


async def test_notice_tells_what_is_kept_of_whoever_asks() -> None:
    view = await run("notice", context())

    assert isinstance(view, PrivacyView)
    facts = {fact.label: fact.words for fact in view.facts}
    assert facts["Of you"] == "1 message, 1 question"
    assert {f"privacy {name}" for name in VERB} - {"privacy notice"} <= facts.keys()


def offered(asked: Context) -> set[str]:
    return {name for name, verb in VERB.items() if verb.is_for(asked)}


def test_only_what_somebody_may_do_is_offered() -> None:
    assert offered(context()) == VERB.keys()
    assert offered(context(in_private=False)) == VERB.keys() - {"export"}
    assert offered(context(person=None)) == set()


async def test_notice_counts_nothing_where_others_read_it() -> None:
    view = await run("notice", context(in_private=False))

    assert isinstance(view, PrivacyView)
    assert "Of you" not in {fact.label for fact in view.facts}


async def test_export_gives_everything() -> None:
    view = await run("export", context())

    assert isinstance(view, ExportView)
    document = json.loads(view.json)
    assert document["id"] == HER.id
    assert [post["text"] for post in document["messages"]] == [
        "Morning! would liming in autumn still help before the frost?"
    ]
    assert "would liming in autumn still help" in view.markdown


async def test_export_is_for_nobody_else_to_read() -> None:
    with pytest.raises(NotAllowed, match="only the two of us"):
        await run("export", context(in_private=False))


async def test_forgetting_is_asked_for_twice() -> None:
    asked = context()

    view = await run("forget", asked)

    assert isinstance(view, NoticeView)
    assert "1 message, 1 question" in view.sentence
    assert view.hints[0].words == ("privacy", "forget", "yes")
    assert asked.recorder == Wishes()

    done = await run("forget", asked, sure=Sure.YES)

    assert isinstance(done, NoticeView)
    assert asked.recorder == Wishes([Wished(HER, Wish.FORGET, NOW)])


async def test_keeper_is_told_to_name_whom_to_forget() -> None:
    view = await run("forget", context(within=None, viewer=AuthorId("mira k")))

    assert isinstance(view, NoticeView)
    assert view.hints[0].words[-2:] == ("--author", "'mira k'")


@pytest.mark.parametrize("wish", [Wish.OPT_OUT, Wish.OPT_IN])
async def test_wish_is_recorded_and_confirmed(wish: Wish) -> None:
    asked = context(in_private=False)

    view = await run(wish.value, asked)

    assert isinstance(view, NoticeView)
    assert asked.recorder == Wishes([Wished(HER, wish, NOW)])


@pytest.mark.parametrize("verb", VERB)
async def test_nobody_in_particular_has_no_say(verb: str) -> None:
    with pytest.raises(WrongUse, match="--author"):
        await run(verb, context(person=None))


async def test_keeper_acts_for_somebody_by_name_or_id() -> None:
    asked = context(person=None, in_private=False)

    by_name = await on_behalf(asked, "Mira")
    assert (by_name.person, by_name.viewer, by_name.in_private) == (HER, HER.id, True)
    account = await on_behalf(asked, "@mira:example.org")
    assert account.person == Person(Platform.MATRIX, AuthorId("@mira:example.org"))
    snowflake = await on_behalf(asked, "1234567890123456789")
    assert snowflake.person == Person(Platform.DISCORD, AuthorId("1234567890123456789"))
    assert await on_behalf(asked, "") is asked


async def test_keeper_must_say_which_of_two() -> None:
    with pytest.raises(WrongUse, match=r"Several are called twins: 1 \(discord\), mira"):
        await on_behalf(context(), "twins")


async def test_keeper_cannot_act_for_somebody_unheard_of() -> None:
    with pytest.raises(NotFound, match="Nobody called zoe"):
        await on_behalf(context(), "zoe")
