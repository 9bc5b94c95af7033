import pytest

from bot.commands import VERBS
from bot.errors import WrongUse
from bot.model import Order, State
from cogs.answering.options import given, options

OPEN = {o.parameter.name: o for verb in VERBS if verb.name == "open" for o in options(verb)}
RESOLVE = {o.parameter.name: o for verb in VERBS if verb.name == "resolve" for o in options(verb)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("beds", "beds"),
        (" #beds ", "#beds"),
        ("<#77>", "77"),
        ("https://discord.com/channels/1/77", "77"),
        ("https://ptb.discord.com/channels/1/77", "77"),
        (
            "https://discord.com.evil.example/channels/1/77",
            "https://discord.com.evil.example/channels/1/77",
        ),
    ],
)
def test_a_channel_is_meant_by_name_mention_or_link(typed: str, meant: str) -> None:
    assert given(OPEN, {"channel": typed}) == {"channel": meant}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("<@5>", "5"), ("<@!5>", "5"), ("jon", "jon"), ("https://discord.com/channels/1/2/3", "3")],
)
def test_what_settled_it_is_meant_by_name_mention_or_link(typed: str, meant: str) -> None:
    assert given(RESOLVE, {"by": typed}) == {"by": meant}


@pytest.mark.parametrize("typed", ["41", "#41", " #41 ", "#41 would liming in autumn ..."])
def test_a_question_is_meant_by_its_number_or_a_suggestion(typed: str) -> None:
    assert given(RESOLVE, {"number": typed}) == {"number": 41}


@pytest.mark.parametrize("typed", ["", "liming", "4.1e9", "-1", "#", "12345678901"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(WrongUse, match="is no number of a question"):
        given(RESOLVE, {"number": typed})


def test_what_was_not_given_is_left_to_the_verb() -> None:
    assert given(OPEN, {"channel": None, "order": "newest", "state": "answered"}) == {
        "order": Order.NEWEST,
        "state": (State.ANSWERED,),
    }
