"""How a question gets its state: answers, thanks, trouble, ticks, second thoughts."""

import pytest

from bot.model import Role, State, WaitingFor
from bot.resolution.table import NEXT, Evidence, after
from tests.unit.resolution.room import Room

QUESTION = "The pump hums but no water comes. «wh<what should I check first?»"


def asked(text: str = QUESTION) -> Room:
    room = Room()
    room.say("mira", text)
    return room


def test_a_question_without_replies_is_open_and_waits_for_helpers() -> None:
    room = asked()

    assert room.state("check first") == "open"
    assert room.turn_of("check first") == "helpers"
    assert "nobody-replied" in room.cues("check first")


def test_a_rhetorical_question_waits_for_nobody_even_when_somebody_answers_it() -> None:
    room = asked("«!wh<who put the valve there anyway?»")
    room.say("jon", "The plumber did.", to=0)

    assert room.state("who put") == "open"
    assert room.turn_of("who put") == "nobody"
    assert room.roles("who put") == {}


def test_a_plain_answer_answers_and_awaits_the_asker() -> None:
    room = asked()
    room.say("jon", "The strainer at the bottom of the tank.", to=0)

    assert room.state("check first") == "answered"
    assert room.turn_of("check first") == "asker"
    assert room.roles("check first") == {1: Role.ANSWER}


@pytest.mark.parametrize(
    "hedged",
    [
        "probably the strainer",
        "might be the strainer",
        "If it ran dry before, the impeller.",
        "the strainer, I think",
        "depends on the model",
    ],
)
def test_a_guarded_answer_answers_only_in_part(hedged: str) -> None:
    room = asked()
    room.say("jon", hedged, to=0)

    assert room.state("check first") == "partly_answered"
    assert room.turn_of("check first") == "helpers"
    assert room.roles("check first") == {1: Role.PARTIAL}


@pytest.mark.parametrize(
    "pointer", ["look in the manual", "https://example.org/pump", "ask in #workshop"]
)
def test_pointing_elsewhere_answers_only_in_part(pointer: str) -> None:
    room = asked()
    room.say("jon", pointer, to=0)

    assert room.state("check first") == "partly_answered"
    assert room.roles("check first") == {1: Role.POINTER}


@pytest.mark.parametrize("shrug", ["no idea", "I'd have to look it up at home", "not sure, sorry"])
def test_not_knowing_answers_nothing(shrug: str) -> None:
    room = asked()
    room.say("jon", shrug, to=0)

    assert room.state("check first") == "open"
    assert "answer" not in room.roles("check first").values()


def test_knowing_a_part_is_told_from_not_knowing() -> None:
    room = asked()
    room.say("jon", "last time the strainer was full of leaves, no idea about this one", to=0)

    assert room.roles("check first") == {1: Role.PARTIAL}


@pytest.mark.parametrize("thanks", ["thank you!", "Thanks jon, will do", "ok got it", "cheers"])
def test_thanks_after_an_answer_resolve(thanks: str) -> None:
    room = asked()
    room.say("jon", "The strainer at the bottom of the tank.", to=0)
    room.say("mira", thanks, to=1)

    assert room.state("check first") == "resolved"
    assert room.turn_of("check first") == "nobody"
    assert room.roles("check first")[2] is Role.ACKNOWLEDGEMENT
    assert "thanked-after-answer" in room.cues("check first")


def test_thanks_for_a_part_leave_the_rest_open() -> None:
    room = asked()
    room.say("jon", "probably the strainer", to=0)
    room.say("mira", "thanks!", to=1)

    assert room.state("check first") == "partly_answered"


@pytest.mark.parametrize(
    "veto",
    [
        "thanks in advance for more ideas",
        "thank you for looking, still broken",
        "thanks anyway",
        "thx in advance 🙏",
        "works now, not sure why",
        "unsolved so far",
        "thanks for nothing",
    ],
)
def test_what_only_sounds_like_acceptance_resolves_nothing(veto: str) -> None:
    room = asked()
    room.say("jon", "The strainer at the bottom of the tank.", to=0)
    room.say("mira", veto, to=1)

    assert room.state("check first") != "resolved"


def test_thanks_by_the_helper_resolve_nothing() -> None:
    room = asked()
    room.say("jon", "The strainer at the bottom of the tank.", to=0)
    room.say("jon", "thanks!", to=1)

    assert room.state("check first") == "answered"


def test_thanks_before_any_answer_resolve_nothing() -> None:
    room = asked()
    room.say("mira", "thanks everybody")

    assert room.state("check first") == "open"


@pytest.mark.parametrize("news", ["it works now!", "that fixed it", "the water runs, that was it"])
def test_success_resolves(news: str) -> None:
    room = asked()
    room.say("jon", "The strainer at the bottom of the tank.", to=0)
    room.say("mira", news, to=1)

    assert room.state("check first") == "resolved"
    assert room.roles("check first")[2] is Role.CONFIRMATION


@pytest.mark.parametrize(
    "trouble", ["did that, still broken", "no luck", "didn't help", "same error"]
)
def test_trouble_after_an_answer_opens_the_question_again(trouble: str) -> None:
    room = asked()
    room.say("jon", "The strainer at the bottom of the tank.", to=0)
    room.say("mira", trouble, to=1)

    assert room.state("check first") == "open"
    assert room.roles("check first") == {1: Role.ANSWER, 2: Role.REJECTION}
    assert "asker-rejected" in room.cues("check first")


def test_trouble_after_thanks_opens_the_question_again() -> None:
    room = asked()
    room.say("jon", "The strainer at the bottom of the tank.", to=0)
    room.say("mira", "thanks!", to=1)
    room.say("mira", "it doesn't work after all", to=1)

    assert room.state("check first") == "open"


def test_an_asker_who_finds_the_answer_resolves_with_that_message() -> None:
    room = asked()
    room.say("mira", "found it, the inlet valve was shut")

    assert room.state("check first") == "resolved"
    assert room.roles("check first") == {1: Role.ANSWER}


@pytest.mark.parametrize("words", ["nvm", "wrong channel, sorry", "never mind, no longer needed"])
def test_an_asker_can_take_a_question_back(words: str) -> None:
    room = asked()
    room.say("mira", words)

    assert room.state("check first") == "withdrawn"
    assert room.turn_of("check first") == "nobody"


def test_a_tick_by_the_asker_resolves_once_it_is_put() -> None:
    room = asked()
    room.say("jon", "The strainer.", to=0, ticked_by="mira", ticked_at=5)
    room.say("mira", "did that, still broken", to=1)

    assert room.state("check first") == "resolved"
    assert "ticked-by-asker" in room.cues("check first")


def test_trouble_after_the_tick_weighs_more_than_the_tick() -> None:
    room = asked()
    room.say("jon", "The strainer.", to=0, ticked_by="mira", ticked_at=1)
    room.say("mira", "back to square one, still broken", to=1)

    assert room.state("check first") == "open"


def test_a_tick_by_somebody_else_is_only_a_hint() -> None:
    room = asked()
    room.say("jon", "The strainer.", to=0, ticked_by="tess")

    assert room.state("check first") == "answered"
    assert "ticked-by-others" in room.cues("check first")


def test_a_tick_on_a_shrug_resolves_nothing() -> None:
    room = asked()
    room.say("jon", "no idea", to=0, ticked_by="mira")

    assert room.state("check first") == "open"


def test_asking_back_makes_it_the_askers_turn_until_they_reply() -> None:
    room = asked()
    room.say("jon", "«wh<which model do you have?»", to=0)
    assert room.state("check first") == "open"
    assert room.turn_of("check first") == "asker"
    assert room.roles("check first") == {1: Role.CLARIFICATION}
    assert "asked-back" in room.cues("check first")

    room.say("mira", "the old green one", to=1)
    assert room.turn_of("check first") == "helpers"


def test_asking_for_more_is_asking_back() -> None:
    room = asked()
    room.say("jon", "can you post a picture of it", to=0)

    assert room.roles("check first") == {1: Role.CLARIFICATION}


def test_a_deleted_answer_opens_the_question_again() -> None:
    room = asked()
    room.say("jon", "The strainer at the bottom of the tank.", to=0)
    room.say("mira", "thanks!", to=1)
    del room.turns[1]

    assert room.state("check first") == "open"


def test_asking_again_is_a_bump() -> None:
    room = asked()
    room.say("mira", "anyone?")
    room.say("mira", "«wh<so what should I check first?»")

    entry = next(e for e in room.entries() if e.message == "m0")
    assert [reply.role for reply in entry.standing.replies] == [Role.BUMP, Role.BUMP]
    assert entry.standing.state is State.OPEN


def test_the_same_trouble_elsewhere_is_me_too() -> None:
    room = asked()
    room.say("tess", "same here", to=0)

    assert room.roles("check first") == {1: Role.ME_TOO}
    assert room.state("check first") == "open"


def test_small_talk_and_system_lines_are_no_replies() -> None:
    room = asked()
    room.say("tess", "lol", to=0)
    room.say("jon", "Jon joined the room.", to=0)
    room.turns[2] = type(room.turns[2])(
        type(room.turns[2].message)(
            ref=room.turns[2].message.ref,
            author=room.turns[2].message.author,
            at=room.turns[2].message.at,
            text=room.turns[2].message.text,
            system=True,
        )
    )

    assert room.roles("check first") == {}


def test_one_offer_is_not_all_that_was_asked_for() -> None:
    room = asked("«wh<who can bring a ladder?»")
    room.say("jon", "I can bring mine, it has eight rungs", to=0)

    assert room.roles("ladder") == {1: Role.PARTIAL}


def test_every_step_of_the_table_leads_somewhere() -> None:
    for state, steps in NEXT.items():
        for evidence, to in steps.items():
            assert after(state, evidence) is to is not state
    assert set(NEXT) == set(State)


def test_what_the_table_does_not_name_changes_nothing() -> None:
    assert after(State.DISMISSED, Evidence.ANSWERED) is State.DISMISSED
    assert after(State.RESOLVED, Evidence.THANKED) is State.RESOLVED


def test_the_turn_belongs_to_nobody_once_settled() -> None:
    room = asked()
    room.say("mira", "nvm")

    assert room.entry("check first").standing.waiting_for is WaitingFor.NOBODY


@pytest.mark.parametrize(
    ("asked", "answer", "trouble"),
    [
        ("which mesh?", "use the fine one", "the same problem still, but fewer hares"),
        ("which mod is it?", "take the old one", "it gets further but crashes"),
        ("welches Netz ist das?", "nimm das feine", "geht leider nicht, aber schon besser"),
        ("quel filet est-ce ?", "utilise le fin", "ça ne marche pas, mais c'est un peu mieux"),
        ("¿qué malla es la buena?", "usa la fina", "siguen saliendo liebres, aunque menos"),
        ("どの網ですか?", "細かい網を使ってください", "まだ出ますが、減りました"),
    ],
)
def test_what_helped_a_little_leaves_a_part_answered(asked: str, answer: str, trouble: str) -> None:
    room = Room()
    room.say("mira", f"«wh<{asked}»")
    room.say("jon", answer, to=0)
    room.say("mira", trouble, to=1)

    assert room.state(asked) == "partly_answered"
    assert room.roles(asked) == {1: Role.PARTIAL, 2: Role.REJECTION}
    assert "helped-in-part" in room.cues(asked)


def test_what_was_found_elsewhere_settles_no_question_that_it_does_not_name() -> None:
    room = Room()
    room.say("mira", "«polar<must the service be stopped?» «wh<how long does it run?»")
    room.say("jon", "😀", to=0)
    room.say("mira", "turns out it was three hours", to=1)
    assert room.state("stopped") == "open"

    named = Room()
    named.say("mira", "«polar<must the service be stopped?»")
    named.say("jon", "😀", to=0)
    named.say("mira", "turns out the service has to be stopped", to=1)
    assert named.state("stopped") == "resolved"


def test_what_the_asker_found_is_an_answer_of_theirs_also_after_another() -> None:
    room = Room()
    room.say("mira", "«polar<does the fee come off the bid or the sale?»")
    room.say("jon", "the sale", to=0)
    room.say("mira", "it turned out to be the bid", to=1)

    assert room.roles("fee") == {1: Role.ANSWER, 2: Role.ANSWER}
    assert room.state("fee") == "resolved"


def test_a_number_that_was_found_settles_the_question_that_asks_for_one() -> None:
    room = Room()
    room.say("mira", "«wh<where do the old files lie?» «wh<how long does it take?»")
    room.say("jon", "In the cellar, and it takes ages.", to=0)
    room.say("mira", "in the end it took 3 hours", to=1)

    assert room.state("files") == "answered"
    assert room.state("how long") == "resolved"


def test_thanks_may_go_to_whoever_spoke_right_before() -> None:
    room = Room()
    room.say("mira", "«polar<may the shed stay?» «wh<which mesh would you buy?»")
    room.say("bess", "the red mesh, I think", to=0)
    room.say("jon", "yes, the shed may stay", to=0)
    room.say("mira", "thank you!", to=1, sure=0.6)

    assert room.state("shed") == "resolved"

    told = Room()
    told.say("mira", "«polar<may the shed stay?» «wh<which mesh would you buy?»")
    told.say("bess", "the red mesh, I think", to=0)
    told.say("jon", "yes, the shed may stay", to=0)
    told.say("mira", "thank you!", to=1)

    assert told.state("shed") == "answered"


def test_who_asks_again_while_they_talk_with_others_may_thank_too() -> None:
    room = Room()
    room.say("mira", "«polar<may the shed stay?» «wh<which mesh keeps hares out?»")
    room.say("jon", "yes, the shed may stay", to=0)
    other = room.say("bess", "the leeks are in")
    room.say("mira", "thanks! «polar<so, which mesh keeps hares out?»", to=other)

    assert room.state("shed") == "resolved"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("how many benches do we get?", "Heard back from the parish: twelve benches."),
        ("wie viele Bänke bekommen wir?", "Am Telefon erfahren: zwölf Bänke."),
        ("combien de bancs avons-nous ?", "On m'a répondu : douze bancs."),
        ("¿cuántos bancos nos dan los de la parroquia?", "Por teléfono: doce bancos."),
        ("ベンチは何個ありますか?", "電話で聞きました。ベンチは十二個とのことです。"),
    ],
)
def test_the_asker_passes_on_an_answer_from_elsewhere(asked: str, told: str) -> None:
    room = Room()
    room.say("mira", f"«wh<{asked}»")
    room.say("mira", told)

    assert room.state(asked) == "resolved"
    assert room.roles(asked) == {1: Role.ANSWER}


def test_what_the_asker_heard_of_other_things_answers_nothing() -> None:
    room = Room()
    room.say("mira", "«wh<how many benches do we get?»")
    room.say("mira", "Heard back from the council: the fence may stay.")

    assert room.state("benches") == "open"


def test_a_pointer_without_more_points_for_all_that_is_left() -> None:
    room = Room()
    room.say("mira", "«wh<which of you used a wooden tripod?» «polar<0?does it sag?»")
    room.say("jon", "Ask in #mounts, they know.", to=0)

    assert room.roles("tripod") == {1: Role.POINTER}
    assert room.roles("sag") == {1: Role.POINTER}


def test_a_short_guess_stays_a_part_however_much_is_said_beside_it() -> None:
    room = Room()
    room.say("mira", "«choice<did it rise because of the fees or because of the Sundays?»")
    room.say(
        "jon",
        "Probably the fees. Their report says that it rose from March on, and Sundays only began "
        "in June of that year.",
        to=0,
    )

    assert room.roles("rise") == {1: Role.PARTIAL}


def test_what_is_said_before_it_points_elsewhere_counts() -> None:
    room = Room()
    room.say("mira", "«wh<how do I open the old map?»")
    room.say("jon", "click on your name and then look at the bottom of the page", to=0)
    assert room.roles("map") == {1: Role.ANSWER}

    room = Room()
    room.say("mira", "«wh<how do I open the old map?»")
    room.say("jon", "well, look at the bottom of the page", to=0)
    assert room.roles("map") == {1: Role.POINTER}


@pytest.mark.parametrize(
    "asked",
    [
        "where can I find the old map?",
        "wo finde ich die alte Karte?",
        "où trouver la vieille carte ?",
        "¿dónde puedo ver el mapa de los viejos?",
        "古い地図はどこで見られますか?",
    ],
)
def test_a_link_is_the_answer_where_a_source_was_asked_for(asked: str) -> None:
    room = Room()
    room.say("mira", f"«wh<{asked}»")
    room.say("jon", "https://maps.example/old", to=0)

    assert room.roles(asked) == {1: Role.ANSWER}


def test_a_link_alone_points_elsewhere_where_something_else_was_asked() -> None:
    room = Room()
    room.say("mira", "«wh<why does the pump hum?»")
    room.say("jon", "https://maps.example/old", to=0)

    assert room.roles("pump") == {1: Role.POINTER}


def test_another_question_about_the_same_things_does_not_ask_again() -> None:
    room = Room()
    room.say("mira", "«wh<did the fees rise?»")
    room.say("mira", "«wh<how many young people paid fees in the east last winter?»")

    assert room.roles("did the fees") == {}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("how do I keep hares out?", "if you have hens, a fence; otherwise a mesh will do"),
        ("wie halte ich die Hasen ab?", "wenn du Hühner hast, ein Zaun, sonst ein Netz"),
        ("comment éloigner les lièvres ?", "si tu as des poules, une clôture, sinon un filet"),
        ("¿cómo alejo a las liebres?", "si tienes gallinas, una valla; de lo contrario, una malla"),
    ],
)
def test_an_answer_for_every_case_is_a_whole_one(asked: str, told: str) -> None:
    room = Room()
    room.say("mira", f"«wh<{asked}»")
    room.say("jon", told, to=0)

    assert room.roles(asked) == {1: Role.ANSWER}


def test_who_only_knows_who_might_know_points_there() -> None:
    room = Room()
    room.say("mira", "«does the ferry run on Mondays?»")
    room.say("jon", "no clue, but ann might know", to=0)

    assert room.roles("ferry") == {1: Role.POINTER}


def test_what_does_not_fit_is_tried_again_until_one_fits() -> None:
    room = Room()
    room.say("mira", "«wh<which adapter do I need?»")
    room.say("jon", "the wide one", to=0)
    room.say("mira", "doesn't fit, sadly", to=1)
    assert room.state("adapter") == "open"

    room.say("jon", "the narrow one, take that", to=2)
    room.say("mira", "that one fits!", to=3)
    assert room.state("adapter") == "resolved"


@pytest.mark.parametrize(
    "promise", ["I'll ask the chair", "I'll get back to you", "id rather not say"]
)
def test_a_promise_to_ask_answers_nothing_yet(promise: str) -> None:
    room = Room()
    room.say("mira", "«is there a meeting tonight?»")
    room.say("jon", promise, to=0)

    assert room.roles("meeting") == {1: Role.OTHER}
    assert room.state("meeting") == "open"
