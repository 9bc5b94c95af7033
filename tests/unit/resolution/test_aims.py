"""Which of several questions is meant: by what fits, by what is presupposed, by the subject."""

import pytest

from bot.model import Role
from tests.unit.resolution.room import Room


def test_how_many_is_not_answered_without_a_number_while_another_question_is_left() -> None:
    room = Room()
    room.say("mira", "«wh<how many are we?» «polar<did your brother decide?»")
    room.say("jon", "he is in", to=0)

    assert room.roles("how many") == {}
    assert room.roles("brother") == {1: Role.ANSWER}


@pytest.mark.parametrize("number", ["nine", "9", "a dozen", "depends on the weather"])
def test_how_many_is_answered_by_a_number_in_words_or_by_a_condition(number: str) -> None:
    room = Room()
    room.say("mira", "«wh<how many are we?» «wh<why did your brother go?»")
    room.say("jon", number, to=0)

    assert 1 in room.roles("how many")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("«is the shed open?» «wh<what should i prune first?»", "go for the old wood"),
        ("«ist das nass?» «wh<was soll ich zuerst schneiden?»", "nimm das alte Holz"),
        ("«est-ce mouillé ?» «wh<que dois je couper ?»", "il faut enlever le vieux bois"),
        ("«¿está mojado?» «wh<¿qué hago primero?»", "hay que quitar la madera vieja"),
        ("«濡れていますか?» «wh<どうすればいいですか?»", "古い枝を落としてください"),
    ],
)
def test_what_to_do_is_answered_by_an_instruction(asked: str, told: str) -> None:
    room = Room()
    room.say("mira", asked)
    room.say("jon", told, to=0)

    assert [len(entry.standing.replies) for entry in room.entries()] == [0, 1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("the glue is old. «polar<must the frame be dry?»", "Then it takes longer, some hours."),
        ("der Leim ist alt. «polar<muss der Rahmen trocken sein?»", "Dann dauert es länger."),
        ("la colle est vieille. «polar<faut-il sécher le cadre ?»", "Alors ça prend du temps."),
        ("la cola es vieja. «polar<¿hay que secar el marco?»", "Entonces tarda más."),
        ("古い糊です。«polar<枠は乾かすべきですか?»", "それなら長くかかります"),
    ],
)
def test_a_conclusion_from_what_was_said_answers_no_question(asked: str, said: str) -> None:
    room = Room()
    room.say("mira", asked)
    room.say("jon", said, to=0)

    (entry,) = room.entries()
    assert entry.standing.replies == ()


def test_a_conclusion_that_speaks_of_the_question_answers_it() -> None:
    room = Room()
    room.say("mira", "the glue is old. «polar<must the frame be dry?»")
    room.say("jon", "Then the frame must be dry, yes.", to=0)

    assert room.roles("frame") == {1: Role.ANSWER}


LAYERS = "«polar<does the frost come before the rain?» «wh<0?if the frost comes first, what keeps?»"


def test_words_of_what_is_presupposed_do_not_answer_what_builds_on_it() -> None:
    room = Room()
    room.say("mira", LAYERS)
    room.say("jon", "the frost comes before the rain", to=0)

    assert room.roles("before the rain") == {1: Role.ANSWER}
    assert room.roles("what keeps") == {}


def test_words_of_its_own_answer_what_builds_on_another_question() -> None:
    room = Room()
    room.say("mira", LAYERS)
    room.say("jon", "the frost comes before the rain, and kale keeps", to=0)

    assert room.roles("what keeps") == {1: Role.ANSWER}


def test_praise_of_a_question_is_no_answer() -> None:
    room = Room()
    room.say("mira", "«wh<how long does the glue take?» «polar<is the frame dry?»")
    room.say("jon", "The glue thing is a good question.", to=0)

    assert room.roles("glue") == {}


def test_who_names_a_subject_may_speak_of_all_that_was_asked_beside_it() -> None:
    room = Room()
    room.say(
        "mira",
        "«wh<How sensitive is the crop to the seed?» «polar<is the order of the rows the same?»"
        "\n\n«wh<Which rows are in good order?»",
    )
    room.say("jon", "On seed I can say that the order of rows stays.", to=0)

    assert room.roles("sensitive")
    assert room.roles("the same?")
    assert not room.roles("good order")


def test_an_instruction_answers_what_asks_for_one_though_another_stands_nearer() -> None:
    room = Room()
    room.say("mira", "the glue drips. «wh<what should i change first?»")
    room.say("mira", "«polar<is that wet?»", to=0)
    room.say("jon", "go down to 50 degrees", to=1)

    assert room.roles("change first") == {2: Role.ANSWER}


def test_who_asks_for_particulars_asks_for_the_sake_of_the_first_question() -> None:
    room = Room()
    room.say("mira", "«wh<why does the header stick?»")
    room.say("jon", "«polar<any parent with a clip?»", to=0)
    room.say("mira", "one, «polar<that is harmless, right?»", to=1)
    room.say("jon", "yes, harmless. can you share it", to=2)

    assert room.roles("header")[3] is Role.CLARIFICATION
    assert room.roles("harmless")[3] is Role.ANSWER


@pytest.mark.parametrize("back", ["what speed", "hm, which version", "which one"])
def test_who_asks_for_particulars_in_two_words_asks_back(back: str) -> None:
    room = Room()
    room.say("mira", "«wh<why does the pump hum?»")
    room.say("jon", back, to=0)

    assert room.roles("hum") == {1: Role.CLARIFICATION}


def test_a_question_within_a_statement_of_ignorance_asks_nothing_back() -> None:
    room = Room()
    room.say("mira", "«wh<why two metres and not three?»")
    room.say("jon", "«!wh<Why not three I can't tell you»", to=0)

    assert room.roles("two metres") == {1: Role.OTHER}


def test_who_only_argues_answers_what_they_take_up() -> None:
    asked = "«polar<has anybody seen accident figures for the street?»"
    stand = "«!wh<Why should I pay?» «!wh<Who asked for that?» "
    room = Room()
    room.say("mira", asked)
    room.say("jon", stand + "A street is for moving people.", to=0)
    room.say("bess", stand + "The accident figures are two a month.", to=0)

    assert room.roles("figures") == {2: Role.ANSWER}


def test_a_message_of_praise_alone_says_nothing() -> None:
    room = Room()
    room.say("mira", "«wh<what is the plan if it rains?»")
    room.say("jon", "Good question.", to=0)

    assert room.roles("rains") == {}


def test_who_has_the_same_trouble_says_so_beside_a_question_of_their_own_too() -> None:
    room = Room()
    room.say("mira", "«wh<why does the pump hum?»")
    room.say("jon", "Same here. By the way, «polar<has the shed been painted?»", to=0)

    assert room.roles("hum") == {1: Role.ME_TOO}


def test_a_conclusion_from_what_was_asked_back_answers_the_question() -> None:
    room = Room()
    room.say("mira", "«wh<any idea what is wrong?»")
    room.say("jon", "«polar<do you use the long hose?»", to=0)
    room.say("mira", "yes, the long one", to=1)
    room.say("jon", "then the valve leaks", to=2)

    assert room.roles("what is wrong") == {1: Role.CLARIFICATION, 3: Role.ANSWER}


def test_a_quip_around_a_word_of_the_question_is_no_answer() -> None:
    room = Room()
    room.say("mira", "«wh<why does the frost take every lantern?»")
    room.say("jon", "rip lanterns o7", to=0)
    room.say("tess", "hi, frost heave", to=0)

    assert room.roles("lantern") == {2: Role.ANSWER}


def test_an_instruction_reaches_back_to_what_asks_for_one() -> None:
    room = Room()
    room.say("mira", "the glue drips. «wh<what should i change first?»")
    room.say("mira", "«polar<is that wet?»", to=0)
    room.say("jon", "80 degrees?", to=1)
    room.say("mira", "70", to=2)
    room.say("jon", "go down to 50 degrees", to=3)

    assert 4 in room.roles("change first")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("«is the shed open?» «may guests bring dogs?»", "yes to both"),
        ("«is the shed open?» «may guests bring dogs?»", "Yes and yes."),
        ("«is the shed open?» «may guests bring dogs?»", "Neither."),
        ("«is the shed open?» «may guests bring dogs?»", "1) yes 2) no, only on a lead"),
        ("«is the shed open?» «may guests bring dogs?»", "No to the first, yes to the second."),
        ("«ist der Schuppen auf?» «dürfen Hunde mit?»", "ja, beides"),
        ("«la cabane est ouverte ?» «les chiens peuvent venir ?»", "oui, les deux"),
        ("«¿está abierta la caseta?» «¿pueden venir los perros?»", "sí, las dos"),
        ("«小屋は開いていますか?» «犬を連れてきてもいいですか?»", "はい、どちらも"),
    ],
)
def test_a_reply_may_answer_both_questions_in_a_few_words(asked: str, said: str) -> None:
    room = Room()
    room.say("mira", asked)
    room.say("jon", said, to=0)

    assert [entry.standing.state for entry in room.entries()] == ["answered", "answered"]


def test_a_short_yes_answers_one_question() -> None:
    room = Room()
    room.say("mira", "«is the shed open?» «may guests bring dogs?»")
    room.say("jon", "yes", to=0)

    assert [entry.standing.state for entry in room.entries()] == ["answered", "open"]


def test_a_list_of_answers_meets_the_list_of_questions() -> None:
    room = Room()
    room.say(
        "mira", "1. «is the shed open?»\n2. «wh<how many keys are there?»\n3. «wh<who has one?»"
    )
    room.say("jon", "1. yes\n2. three\n3. no idea", to=0)

    roles = [entry.standing.replies[0].role for entry in room.entries()]
    assert roles == [Role.ANSWER, Role.ANSWER, Role.OTHER]
