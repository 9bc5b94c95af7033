import pytest

from bot.extraction import extract
from bot.model import Claim, Form, Other, Question


def questions(text: str, language: str | None = None) -> list[str]:
    return [a.span.of(text) for a in extract(text, language=language) if isinstance(a, Question)]


@pytest.mark.parametrize(
    "text",
    [
        "where is the key",
        "whats the budget per head roughly",
        "by whom is it kept",
        "who balanced this",
        "does `pip list` show it",
        "do we need boots or is it too early",
        "anyone know if the hut is open",
        "any idea what im missing",
        "no clue why",
        "not sure whether the exam covers trees",
        "I wonder whether the drop is noise.",
        "Whether the notice goes by post is still a mystery to me, mind.",
        "the keys are still there, right",
        "it still does that doesn't it",
        "petra which build did you use",
        "petra can you come along",
        "whats wrong with it 🎉",
        "does it rain a lot there",
        "is the lid closed",
        "can you explain how it opens",
        "can you put it on one line?",
        "are you there",
        "10 of them?",
        "who's there",
        "what kind of lid does beeswax need",
        "for beeswax can we use it",
        "please tell me more about the lid",
        "هل هذا صحيح؟",
        "本当？",
    ],
)
def test_a_question_is_seen_with_or_without_its_mark(text: str) -> None:
    assert len(questions(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "When I open it, the lid falls off.",
        "What a release!",
        "how good is that!",
        "how lucky!",
        "what i mean is that it works.",
        "How to open the lid",
        "## why it opens",
        "> does it scale?",
        "```\nis it?\n```",
        "see https://example.org/a?b=c",
        'the clerk put "is it open?" on the door',
        "It was late, which is fine.",
        "have a look at it",
        "is a pity for the bees",
        "all of which would do the same",
        "do it again",
        "was wondering about that earlier",
        "should not be a problem",
        "does not start at all",
        "will do",
        "is",
        "is, well, late",
        "did that, cleaned it too.",
        "in what follows it works.",
        "right",
        "anyone?",
        "Rain plan, anyone?",
        "I'd like to know that as well.",
        "Still unclear to me: it is late.",
        "My lid is old, and is that what it is.",
        "He kept bees, who are late.",
        "We keep bees, which are late",
        "can",
    ],
)
def test_what_only_looks_like_a_question_is_none(text: str) -> None:
    assert questions(text) == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("is the lid closed?", Form.POLAR),
        ("where is the lid?", Form.WH),
        ("why not the other one?", Form.WH),
        ("is it the lid or the box?", Form.CHOICE),
        ("the lid is closed, isn't it?", Form.TAG),
        ("the lid is closed?", Form.DECLARATIVE),
        ("箱は閉まっていますか", Form.POLAR),
        ("箱はどこですか", Form.WH),
        ("I wonder whether it is the lid or the box", Form.INDIRECT),
        ("where it went is unclear to me", Form.INDIRECT),
        ("it is unclear to me where it went", Form.INDIRECT),
    ],
)
def test_a_question_has_a_form(text: str, form: Form) -> None:
    (question,) = (act for act in extract(text) if isinstance(act, Question))
    assert question.form is form


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        ("de", "Weiß jemand, ob der Deckel passt, und wenn ja, wie lange?", "wenn ja, wie lange?"),
        ("de", "Muss der Dienst dafür gestoppt sein", "Muss der Dienst dafür gestoppt sein"),
        ("de", "Ist nicht der Deckel schuld", "Ist nicht der Deckel schuld"),
        (
            "fr",
            "Le couvercle est ouvert, pourquoi est-ce qu'il tombe ?",
            "pourquoi est-ce qu'il tombe ?",
        ),
        ("fr", "avez-vous vu le couvercle", "avez-vous vu le couvercle"),
        ("es", "Gracias. ¿Dónde está la tapa?", "¿Dónde está la tapa?"),
        ("ja", "箱を開けました。これはなぜですか", "これはなぜですか"),
        ("ja", "箱は閉まっていますが、誰か開けましたか？", "誰か開けましたか？"),
    ],
)
def test_questions_are_seen_in_other_languages(language: str, text: str, question: str) -> None:
    assert questions(text, language)[-1] == question


def test_an_aside_in_brackets_that_only_bears_a_mark_is_no_question() -> None:
    assert questions("It is late (the clock being slow?).") == []
    assert questions("It is late (or is the clock slow?).") == ["is the clock slow?"]


def test_a_doubt_that_leads_in_a_question_is_no_question_of_its_own() -> None:
    text = "Not sure that lid fits, would you try it?"
    assert [type(act).__name__ for act in extract("Not sure if it fits, how would it hold?")] == [
        "Other",
        "Question",
    ]
    assert len([act for act in extract(text) if isinstance(act, Question)]) == 1


@pytest.mark.parametrize(
    "text", ["which lid is it 🐝 ?", "you take the lid ... 🐝 ?", "a lid\n`x`\n?"]
)
def test_a_question_mark_behind_an_emoji_belongs_to_the_sentence_before_it(text: str) -> None:
    (act,) = [act for act in extract(text) if isinstance(act, Question)]
    assert act.span.end == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please recommend a good lid for the north wall.",
        "let me know which lid fits",
        "Can someone please advise which lid fits?",
        "I need your advice on lids",
        "anyone selling lids here",
    ],
)
def test_who_asks_for_advice_asks_a_question(text: str) -> None:
    assert any(isinstance(act, Question) for act in extract(text))


@pytest.mark.parametrize(
    "text",
    [
        "anyone?",
        "anyone on the pump thing?",
        "anyone on the pump thing",
        "any takers?",
        "still nobody?",
        "No one?",
        "did anyone get a chance to look at the pump",
        "Niemand eine Idee wegen Dinkel?",
        "Hat niemand eine Idee zum Dach?",
        "Personne pour le four ?",
    ],
)
def test_a_bump_is_neither_question_nor_claim(text: str) -> None:
    (act,) = extract(text)
    assert isinstance(act, Other)
    assert {reason.cue for reason in act.reasons} <= {"bumps", "too-little"}


def test_an_offer_that_looks_for_takers_asks() -> None:
    _, offer = extract("We have two seats left. Any takers?")
    assert isinstance(offer, Question)


@pytest.mark.parametrize("text", ["Does it work for anyone?", "Is it meant for somebody"])
def test_a_question_that_ends_in_anyone_is_no_bump(text: str) -> None:
    (act,) = extract(text)
    assert isinstance(act, Question)


@pytest.mark.parametrize("text", ["I never met anyone.", "Niemand wohnt in diesem Haus."])
def test_a_statement_about_nobody_is_no_bump(text: str) -> None:
    (act,) = extract(text)
    assert isinstance(act, Claim)


@pytest.mark.parametrize(
    "text",
    [
        "oh is it",
        "can we",
        "is is that the old pump",
        "i mean how does it drain",
        "um i was thinking what is the point of the valve",
        "you're leaving then huh",
        "the valve is behind the old pump right",
        "where u from",
        "anything else",
    ],
)
def test_speech_without_any_sign_asks(text: str) -> None:
    assert len(questions(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "so do i",
        "uh huh",
        "you have to turn it right",
        "turn right",
        "if you're on the old one, yes",
        "Take the short one, yes.",
        "aint no valve like that",
        "was gonna look at it",
        "let me know if it fails",
        "try the short one, but not sure if it fits",
        "I'm not sure if it fits.",
        "am a beginner with pumps",
        "be a pain to clean though",
        "20?C outside",
        "let's see the valve",
    ],
)
def test_an_answer_in_passing_asks_nothing(text: str) -> None:
    assert questions(text) == []


def test_a_doubt_at_the_start_still_asks() -> None:
    assert questions("not sure whether it fits") == ["not sure whether it fits"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("it hums all night long can you hear that too", "can you hear that too"),
        ("it leaks since monday is there any cure", "is there any cure"),
        ("the pump was new does it need oil now", "does it need oil now"),
        ("somebody told me is that normal", "is that normal"),
    ],
)
def test_a_question_needs_no_sign_before_it(text: str, asked: str) -> None:
    assert questions(text) == [asked]


@pytest.mark.parametrize(
    "text",
    [
        "if you can you should call the shop",
        "it leaks where can you see.",
        "the seal that we do they sell at the shop",
    ],
)
def test_a_verb_before_its_subject_may_belong_to_what_is_before(text: str) -> None:
    assert questions(text) == []


def test_the_question_mark_is_shared_by_two_short_questions() -> None:
    assert questions("what size, and which seal?") == ["what size", "which seal?"]


def test_a_name_may_stand_before_a_question_of_two_words() -> None:
    assert questions("greta what size") == ["what size"]


def test_what_is_not_known_is_not_asked() -> None:
    assert questions("why not the old seal I can't tell you") == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("¿Es la harina, o el horno está frío?", ["¿Es la harina, o el horno está frío?"]),
        (
            "¿Lo habéis probado, y si es así, cómo va?",
            ["¿Lo habéis probado", "si es así, cómo va?"],
        ),
        ("Dura mucho, ¿vale eso aquí?", ["¿vale eso aquí?"]),
        (
            "No sé cuántas horas lleva ni quién la puso.",
            ["No sé cuántas horas lleva", "ni quién la puso."],
        ),
        ("Ça vient du blé, ou le four est froid ?", ["Ça vient du blé, ou le four est froid ?"]),
        ("vous mettez quelle farine", ["vous mettez quelle farine"]),
        ("Ich weiß nicht, ob das stimmt.", []),
        ("なぜ動かないのかわかりません", ["なぜ動かないのかわかりません"]),
    ],
)
def test_other_languages_ask_in_their_own_way(text: str, asked: list[str]) -> None:
    assert questions(text) == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Which raises another point: who owns the pump?", ["who owns the pump?"]),
        ("What I don't get is why it doubles.", ["What I don't get is why it doubles."]),
        ("My main question is whether it lasts.", ["My main question is whether it lasts."]),
        ("I can't tell from the text whether it rained.", None),
        ("It would be great to know how often it leaks.", None),
    ],
)
def test_a_doubt_asks_however_it_is_led_in(text: str, asked: list[str] | None) -> None:
    assert questions(text) == (asked or [text])


@pytest.mark.parametrize(
    "text",
    [
        "What matters is that it works.",
        "Should you need more, write to me.",
        "Had I known, I would have waited.",
        "Hope that helps, let me know how it goes.",
        "Feel free to ask if anything is unclear.",
    ],
)
def test_the_words_of_a_question_may_only_name_or_suppose(text: str) -> None:
    assert questions(text) == []


def test_a_tag_behind_a_condition_asks_where_it_bears_the_mark() -> None:
    (act,) = extract("Unless I'm mistaken, the gate closes at nine, no?")
    assert isinstance(act, Question)
    assert act.form is Form.TAG


@pytest.mark.parametrize("text", ["et Anna peut-elle", "Mira peut-on", "ok Noor veux-tu"])
def test_a_verb_that_bears_its_subject_may_end_what_follows_a_name(text: str) -> None:
    assert extract(text, language="fr")[-1].span.end == len(text)
