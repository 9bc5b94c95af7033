"""Which of several questions a reply is about: by its words, by quote, number, form and turn."""

import pytest

from bot.model import Link, MessageId, Role
from tests.unit.resolution.room import Room, turn

GARDEN = """Read your plan for the beds with joy. A few things:

The report says the lower beds are sour. «choice<Is it the needles or the compost that does that?»
«wh<2?How long until raking the needles away would show?»

The fence lets hares in. «wh<Which mesh would you buy?»

The shed by the gate. «polar<Did the council agree to the shed?» «wh<How big may the shed be?»
"""


def garden() -> Room:
    room = Room()
    room.say("mira", GARDEN.replace("2?", "0?"))
    return room


def answered(room: Room) -> set[str]:
    """Words of the questions that got a reply."""
    words = ("needles or the compost", "raking", "mesh", "council", "How big")
    return {word for word in words if room.roles(word)}


def test_a_reply_is_about_the_question_whose_words_it_shares() -> None:
    room = garden()
    room.say("jon", "I would take a mesh of two centimetres, dug in well.", to=0)

    assert answered(room) == {"mesh"}
    assert "picks-up-words" in room.cues("mesh")


def test_paragraphs_of_a_reply_answer_different_questions() -> None:
    room = garden()
    room.say("jon", "The compost, I tested ours.\n\nNo word from the council so far.", to=0)

    assert answered(room) == {"needles or the compost", "council"}


def test_sentences_without_words_of_their_own_go_on_about_the_same() -> None:
    room = garden()
    room.say("jon", "I would take a mesh of two centimetres. Perhaps green.", to=0)

    assert room.roles("mesh") == {1: Role.PARTIAL}
    assert answered(room) == {"mesh"}


def test_not_knowing_changes_the_subject_where_much_was_asked() -> None:
    room = garden()
    room.say("jon", "I would take a mesh of two centimetres. The rest I can't tell you.", to=0)

    assert room.roles("mesh") == {1: Role.ANSWER}


def test_a_request_to_others_is_no_reply() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("tess", "Could one of you mow the path?", to=0)

    assert room.roles("mesh") == {}


def test_a_quote_names_its_question() -> None:
    room = garden()
    room.say("jon", "> Which mesh would you\n> buy?\n\nThe green one from the mill.", to=0)

    assert answered(room) == {"mesh"}
    assert "quotes-it" in room.cues("mesh")


def test_two_quotes_name_two_questions() -> None:
    room = garden()
    room.say(
        "jon",
        "> Which mesh would you buy?\n\nThe green one.\n\n> How big may the shed be?\n\nTwelve m2.",
        to=0,
    )

    assert answered(room) == {"mesh", "How big"}


@pytest.mark.parametrize("reply", ["Re 2: it tends to rain then.", "2) it rains a lot then"])
def test_a_number_names_a_question_of_a_list(reply: str) -> None:
    room = Room()
    room.say("mira", "1. «wh<Why mulch?»\n2. «wh<Why dig?»\n3. «wh<Why weed?»")
    room.say("jon", reply, to=0)

    assert {word for word in ("mulch", "dig", "weed") if room.roles(word)} == {"dig"}
    assert "names-its-place" in room.cues("dig")


def test_a_number_counts_the_questions_where_there_is_no_list() -> None:
    room = Room()
    room.say("mira", "«wh<Why mulch?» «wh<Why dig?» «wh<Why weed?»")
    room.say("jon", "On 3: slugs.", to=0)

    assert {word for word in ("mulch", "dig", "weed") if room.roles(word)} == {"weed"}


def test_an_ordinal_names_a_question() -> None:
    room = garden()
    room.say("jon", "For your last question: twelve square metres.", to=0)

    assert answered(room) == {"How big"}


def test_naming_the_subject_outweighs_passing_words() -> None:
    room = garden()
    room.say("jon", "On the council, they want to see needles and compost kept apart first.", to=0)

    assert answered(room) == {"council"}
    assert "names-its-subject" in room.cues("council")


def test_a_reply_without_telling_words_answers_the_only_question() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "the green one", to=0)

    assert room.roles("mesh") == {1: Role.ANSWER}
    assert "question-left" in room.cues("mesh")


def test_a_doubtful_edge_needs_telling_words() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "the green one", to=0, sure=0.3)
    assert room.roles("mesh") == {}

    room.say("tess", "green mesh", to=0, sure=0.3)
    assert room.roles("mesh") == {2: Role.ANSWER}


def test_many_questions_are_not_answered_by_a_reply_that_names_none() -> None:
    room = garden()
    room.say("jon", "Lovely write-up, my uncle grew leeks there.", to=0)

    assert answered(room) == set()


def test_yes_goes_to_the_question_that_asks_whether() -> None:
    room = Room()
    room.say("mira", "«wh<when do we meet?» «polar<is the gate open then?»")
    room.say("jon", "yes", to=0)

    assert room.roles("gate open") == {1: Role.ANSWER}
    assert room.roles("when do we") == {}


def test_a_number_goes_to_the_question_that_asks_how_many() -> None:
    room = Room()
    room.say("mira", "«wh<who brings rakes?» «wh<how many sacks are left?»")
    room.say("jon", "14", to=0)

    assert room.roles("sacks") == {1: Role.ANSWER}


def test_a_reason_goes_to_the_question_that_asks_why() -> None:
    room = Room()
    room.say("mira", "«wh<when do we meet?» «wh<why so early?»")
    room.say("jon", "because it gets hot", to=0)

    assert room.roles("why so early") == {1: Role.ANSWER}


def test_saying_why_not_answers_what_presupposes_the_no() -> None:
    room = Room()
    room.say("mira", "«polar<Does Sunday suit you?» «wh<0?If not, what keeps you?»")
    room.say("jon", "No, my sister is moving house that weekend.", to=0)

    assert room.roles("Sunday") == {1: Role.ANSWER}
    assert room.roles("If not") == {1: Role.ANSWER}


def test_an_answer_to_what_is_presupposed_may_answer_both() -> None:
    room = Room()
    room.say("mira", "«polar<does anybody use a shredder?» «wh<0?how much did it cost?»")
    room.say("jon", "our shredder was 300 euros", to=0)

    assert room.roles("anybody use") == {1: Role.ANSWER}
    assert room.roles("how much") == {1: Role.ANSWER}


def test_an_answer_to_the_spelled_out_choices_answers_the_open_question() -> None:
    room = Room()
    room.say("mira", "«wh<How do you cut the hedge?» «choice<By hand or with the big trimmer?»")
    room.say("jon", "With the trimmer.", to=0)

    assert room.roles("cut the hedge") == {1: Role.ANSWER}
    assert "spelled-out" in room.cues("cut the hedge")


def test_a_why_is_not_answered_by_the_next_question() -> None:
    room = Room()
    room.say("mira", "«wh<Why four metres?» «choice<Was that the council or the mill?»")
    room.say("jon", "The council.", to=0)

    assert room.roles("Why four") == {}


def test_asking_back_is_about_the_question_whose_words_it_shares() -> None:
    room = garden()
    room.say("jon", "About the mesh, «wh<how high is your fence?»", to=0)

    assert room.roles("mesh") == {1: Role.CLARIFICATION}
    assert answered(room) == {"mesh"}


def test_an_unrelated_question_in_reply_is_not_asking_back() -> None:
    room = Room()
    room.say("mira", "«polar<does Sunday suit everyone?»")
    room.say("tess", "btw «wh<where did the long ladder of the club go?»", to=0)

    assert room.roles("Sunday") == {}


def test_rhetorical_questions_are_no_replies() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "mira: «!wh<who needs a fence?»", to=0)

    assert room.roles("mesh") == {}


def test_an_answer_that_ends_in_a_question_is_still_an_answer() -> None:
    room = Room()
    room.say("mira", "«polar<is clover fine under the beans?»")
    room.say("jon", "Yes, it feeds the soil and keeps slugs off. «wh<which beans are they?»", to=0)

    assert room.roles("clover") == {1: Role.ANSWER}


def test_the_askers_later_question_stands_nearer() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("mira", "«wh<and which posts?»", to=0)
    room.say("jon", "oak ones", to=1)

    assert room.roles("mesh") == {}
    assert room.roles("posts") == {2: Role.ANSWER}


def test_telling_words_reach_back_over_the_askers_later_question() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh against hares would you buy?»")
    room.say("mira", "«wh<and which posts?»", to=0)
    room.say("jon", "against hares a fine mesh helps", to=1)

    assert room.roles("mesh") == {2: Role.ANSWER}


def test_a_helper_goes_on_in_the_next_message() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "the green one", to=0)
    room.say("jon", "from the mill, two metres wide", to=1)

    assert room.roles("mesh") == {1: Role.ANSWER, 2: Role.ANSWER}


def test_a_helper_no_longer_goes_on_once_the_asker_has_spoken() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "the green one", to=0)
    room.say("mira", "hello bess, long time no see")
    room.say("jon", "she was at the fair", to=1)

    assert room.roles("mesh") == {1: Role.ANSWER}


def test_a_reply_to_what_the_asker_says_beside_the_question_needs_telling_words() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh against hares would you buy?»")
    room.say("mira", "the cat is asleep in the barrow", to=0)
    room.say("jon", "cats do that", to=1)
    room.say("bess", "against hares a fine mesh helps", to=1)

    assert room.roles("mesh") == {3: Role.ANSWER}


def test_a_stray_message_that_names_the_question_replies_to_it() -> None:
    room = Room()
    room.say("mira", "«polar<may the shed be twelve metres wide?»")
    room.say("tess", "Shed: twelve is fine.")
    room.say("tess", "twelve apples for whoever wants them")

    assert room.roles("shed") == {1: Role.ANSWER}


def test_calling_the_asker_by_name_is_replying() -> None:
    room = Room()
    room.say("jon", "hello all")
    room.say("mira", "«wh<which mesh would you buy?»", to=0)
    room.say("jon", "mira: the green one", to=0)

    assert room.roles("mesh") == {2: Role.ANSWER}


def test_thanks_resolve_only_what_they_name() -> None:
    room = garden()
    room.say("jon", "I would take a fine mesh.\n\nThe council said yes.", to=0)
    room.say("mira", "Thank you for the mesh!", to=1)

    assert room.state("mesh") == "resolved"
    assert room.state("council") == "answered"


def test_thanks_that_name_nothing_resolve_all_that_was_answered() -> None:
    room = garden()
    room.say("jon", "I would take a fine mesh.\n\nThe council said yes.", to=0)
    room.say("mira", "thank you!", to=1)

    assert room.state("mesh") == room.state("council") == "resolved"


def test_thanks_to_one_helper_leave_the_answer_of_another() -> None:
    room = garden()
    room.say("jon", "I would take a fine mesh.", to=0)
    room.say("tess", "The council said yes.", to=0)
    room.say("mira", "thank you!", to=2)

    assert room.state("mesh") == "answered"
    assert room.state("council") == "resolved"


@pytest.mark.parametrize("reply", ["On 9: birds.", "For the third question: birds."])
def test_a_number_or_ordinal_without_a_question_names_none(reply: str) -> None:
    room = Room()
    room.say("mira", "«wh<Why mulch?» «wh<Why dig?»")
    room.say("jon", reply, to=0)

    assert "names-its-place" not in room.cues("mulch") | room.cues("dig")


def test_small_change_between_asker_and_helper_is_no_answer() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "hello mira, long time no see", to=0, sure=0.2)
    room.say("mira", "been away, the boat needed paint", to=1)
    room.say("jon", "blue again?", to=2)
    room.say("jon", "blue suits her", to=2)

    assert room.roles("mesh") == {}


def test_what_is_said_after_asking_back_answers() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "«wh<what lives there?»", to=0)
    room.say("mira", "hares", to=1)
    room.say("jon", "two centimetres then", to=2)

    assert room.roles("mesh") == {1: Role.CLARIFICATION, 3: Role.ANSWER}
    assert room.turn_of("mesh") == "asker"


def test_what_is_said_after_trouble_answers_again() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "the green one", to=0)
    room.say("mira", "no luck, they chew through it", to=1)
    room.say("jon", "steel then", to=2)

    assert room.roles("mesh")[3] is Role.ANSWER
    assert room.state("mesh") == "answered"


def test_a_subject_that_a_question_names_itself_outweighs_its_surroundings() -> None:
    room = Room()
    room.say(
        "mira",
        "The pump hums at night. «wh<what would you listen for?»\n\n«polar<is the pump too old?»",
    )
    room.say("jon", "On the pump: I bought mine in May.", to=0)

    assert room.roles("listen") == {}
    assert room.roles("too old") == {1: Role.ANSWER}


def test_the_first_of_something_else_names_no_question() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?» «wh<how did your apples do?»")
    room.say("jon", "apples rotted in the first week", to=0)

    assert room.roles("mesh") == {}
    assert room.roles("apples") == {1: Role.ANSWER}


def test_a_yes_answers_a_doubt_whether_something_is_so() -> None:
    room = Room()
    room.say(
        "mira",
        "«indirect<not sure which mesh to buy» «indirect<and I wonder whether hares can climb»",
    )
    room.say("jon", "Yes, badly.", to=0)

    assert room.roles("mesh") == {}
    assert room.roles("climb") == {1: Role.ANSWER}


def test_what_stands_beside_a_question_of_the_reply_needs_telling_words() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "«polar<did the hares come at night?» they sleep all day here, you know", to=0)
    room.say("bess", "a green mesh keeps out most of them. «polar<did they climb?»", to=0)

    assert room.roles("mesh") == {2: Role.ANSWER}


def test_an_outright_reply_that_names_none_of_some_questions_may_be_meant_for_the_first() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh?» «wh<which posts?» «wh<whose barrow?»")
    room.say("jon", "Old Dennis in Mill Lane", to=0)

    assert room.roles("mesh") == {1: Role.PARTIAL}
    assert "speaks-to-the-post" in room.cues("mesh")
    assert room.state("mesh") == "partly_answered"


def test_a_joke_needs_telling_words_to_answer() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "haha, ask the hares", to=0)
    room.say("bess", "lol, the green mesh of course", to=0)

    assert room.roles("mesh") == {2: Role.ANSWER}


def test_asking_again_for_something_else_answers_nothing() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "bump: gate or barrow", to=0)

    assert room.roles("mesh") == {}


def test_what_the_asker_hardly_says_to_others_is_heard_for_the_question() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.say("jon", "my leeks are in")
    room.say("mira", "nvm, found the receipt", to=1, sure=0.3)
    assert room.state("mesh") != "open"

    again = Room()
    again.say("mira", "«wh<which mesh would you buy?»")
    again.say("jon", "my leeks are in")
    again.say("mira", "nvm, found the receipt", to=1, sure=0.9)
    assert again.state("mesh") == "open"


def test_an_answered_question_hears_no_more_from_those_who_reply_to_others() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh against hares would you buy?»")
    room.say("jon", "the green one", to=0)
    room.say("mira", "hm, 😀", to=1)
    room.say("bess", "the red mesh keeps hares out", to=2)
    room.say("tess", "😀", to=0)

    assert room.roles("mesh") == {1: Role.ANSWER}


def test_a_system_line_answers_nothing() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh would you buy?»")
    room.turns.append(turn(1, "server", "jon has put up a mesh", system=True))
    room.links.append(Link(MessageId("m1"), MessageId("m0")))

    assert room.roles("mesh") == {}


def test_what_replies_to_others_leaves_an_answered_question_alone_while_another_is_open() -> None:
    room = Room()
    room.say(
        "mira", "«wh<which mesh against hares would you buy?» «wh<how deep must the posts go?»"
    )
    room.say("jon", "the green mesh", to=0)
    room.say("mira", "hm, 😀", to=1)
    room.say("bess", "the red mesh keeps hares out", to=2)

    assert room.roles("mesh") == {1: Role.ANSWER}
    assert room.state("posts") == "open"


def test_words_in_different_sentences_do_not_name_a_post_together() -> None:
    room = Room()
    room.say("mira", "«wh<which mesh against hares would you buy?»")
    room.say("jon", "The mesh arrived. Three hares on the lawn today.")

    assert room.roles("mesh") == {}
