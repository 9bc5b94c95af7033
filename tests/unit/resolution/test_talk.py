"""Which messages belong to the talk about a post, whomever they reply to."""

import pytest

from bot.linking import CUES
from bot.model import Role
from bot.resolution.likely import GOES_ON
from bot.resolution.talk import NEARBY
from bot.resolution.ties import called
from tests.unit.resolution.room import Room


def test_the_cue_for_going_on_is_one_that_linking_gives() -> None:
    assert GOES_ON in CUES


def two_lines() -> Room:
    room = Room()
    room.say("mira", "the pump runs dry every morning")
    room.say("mira", "«wh<any idea what is wrong?»", to=0)
    return room


def test_who_asks_back_about_the_words_right_before_asks_back_about_the_question() -> None:
    room = two_lines()
    room.say("jon", "«polar<do you use the long hose?»", to=0, sure=0.9)

    assert room.roles("what is wrong") == {2: Role.CLARIFICATION}
    assert room.turn_of("what is wrong") == "asker"


def test_what_is_stated_about_the_words_right_before_needs_telling_words() -> None:
    room = two_lines()
    room.say("jon", "mine did that too in spring", to=0, sure=0.9)

    assert room.roles("what is wrong") == {}


def test_who_calls_the_asker_replies_to_them_even_where_linked_to_the_words_right_before() -> None:
    room = two_lines()
    room.say("jon", "mira: try the long hose", to=0, sure=0.9)

    assert room.roles("what is wrong") == {2: Role.ANSWER}


def test_a_reply_to_others_counts_where_it_names_the_question() -> None:
    room = Room()
    room.say("mira", "«polar<is the seed swap open to guests?»")
    other = room.say("bess", "«wh<when does the shed close?»")
    room.say("jon", "The shed closes at six. Guests may come to the seed swap, yes.", to=other)

    assert room.roles("seed swap") == {2: Role.ANSWER}
    assert room.roles("shed close") == {2: Role.ANSWER}


def test_a_reply_to_others_counts_nearby_only() -> None:
    room = Room()
    room.say("mira", "«polar<is the seed swap open to guests?»")
    other = room.say("bess", "«wh<when does the shed close?»")
    for _ in range(NEARBY):
        room.say("idle", "watering", to=other)
    room.say("jon", "Guests may come to the seed swap, yes.", to=other)

    assert room.roles("seed swap") == {}


def test_the_asker_asks_again_while_they_talk_with_others() -> None:
    room = Room()
    room.say("mira", "«wh<who has a trailer with a free hitch?»")
    other = room.say("bess", "the compost comes on Friday")
    room.say("mira", "still one hitch missing, «polar<anybody else with a trailer?»", to=other)

    assert room.roles("free hitch") == {2: Role.BUMP}


@pytest.mark.parametrize(
    ("asked", "offer"),
    [
        ("«wh<who can bring a spade?»", "I can, two of them"),
        ("«polar<does anyone want to share a bed?»", "me ✋"),
        ("«wh<wer bringt einen Spaten mit?»", "ich kann einen bringen"),
        ("«wh<qui peut apporter une bêche ?»", "moi, je peux"),
        ("«wh<¿quién trae una pala?»", "yo puedo"),
        ("«wh<誰がスコップを持ってきますか?»", "私が持っていきます"),
    ],
)
def test_who_offers_what_was_asked_around_for_needs_no_link(asked: str, offer: str) -> None:
    room = Room()
    room.say("mira", asked)
    room.say("jon", offer)

    (entry,) = room.entries()
    assert [reply.message for reply in entry.standing.replies] == ["m1"]


def test_one_offer_is_a_part_where_it_was_asked_who_and_settles_whether_anybody_does() -> None:
    room = Room()
    room.say("mira", "«wh<who can bring a spade?»")
    room.say("jon", "i can bring one")
    assert room.roles("spade") == {1: Role.PARTIAL}

    whether = Room()
    whether.say("mira", "«polar<does anyone want to share a bed?»")
    whether.say("bess", "me please")
    assert whether.roles("share a bed") == {1: Role.ANSWER}


def test_an_offer_is_none_to_a_question_that_asks_for_something_else() -> None:
    room = Room()
    room.say("mira", "«wh<when does the shed close?»")
    room.say("jon", "i can bring a spade")

    assert room.roles("shed") == {}


def test_a_message_may_speak_to_several_people_from_their_names_on() -> None:
    room = Room()
    room.say("bess", "«wh<which mesh keeps hares out?»")
    room.say("jon", "«choice<do you store the plan or draw it anew?»", to=0)
    room.say("mira", "The fine mesh keeps them out. @jon drawing it anew, I am afraid.", to=0)

    assert room.roles("plan") == {2: Role.ANSWER}
    assert "mesh" not in str(room.entry("plan").standing.replies[0].reasons)
    assert room.roles("which mesh")[2] is Role.ANSWER


def test_who_calls_the_asker_by_name_surely_replies_to_them() -> None:
    room = Room()
    room.say("mira", "«wh<any idea what is wrong?»")
    room.say("jon", "mira: «polar<do you use the long hose?»", to=0, sure=0.6)
    assert room.roles("what is wrong") == {1: Role.CLARIFICATION}

    unnamed = Room()
    unnamed.say("mira", "«wh<any idea what is wrong?»")
    unnamed.say("jon", "«polar<do you use the long hose?»", to=0, sure=0.6)
    assert unnamed.roles("what is wrong") == {}


def test_an_address_of_mail_calls_nobody() -> None:
    assert called("write to info@jon.example") == {"write": 0}
    assert called("@jon, and @mira: yes") == {"jon": 0, "mira": 10}
    assert called("…") == {}


def test_a_doubtful_link_does_not_keep_what_the_asker_says_from_their_question() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "the fine one", to=0)
    other = room.say("bess", "the leeks are in", to=0, sure=0.3)
    room.say("mira", "it works!!", to=other, sure=0.3)

    assert room.state("mesh") == "resolved"
