from dataclasses import replace

import pytest

from bot.model import Form, MarkKind, Reason, Record, Reply, Role, Span, State, WaitingFor
from bot.views import WhyView, why_view
from tests.unit.views.allotment import JON, NOW, PARTLY, TESS, lone, mark, record, said, standing


def why(stored: Record) -> WhyView:
    return why_view(stored, now=NOW)


def sure(genuine: float, form: Form = Form.POLAR) -> str:
    stored = record()
    asked = replace(stored.entry.question, genuine=genuine, form=form)
    return why(replace(stored, entry=replace(stored.entry, question=asked))).kind


@pytest.mark.parametrize(
    ("genuine", "words"),
    [
        (0.97, "yes-or-no question, surely wants an answer (0.97)"),
        (0.7, "yes-or-no question, probably wants an answer (0.70)"),
        (0.5, "yes-or-no question, perhaps wants an answer (0.50)"),
        (0.3, "yes-or-no question, probably wants no answer (0.30)"),
        (0.02, "yes-or-no question, surely wants no answer (0.02)"),
    ],
)
def test_probability_never_stands_without_words(genuine: float, words: str) -> None:
    assert sure(genuine) == words


@pytest.mark.parametrize("form", Form)
def test_every_form_has_words(form: Form) -> None:
    assert "question" in sure(0.9, form)


def test_why_names_the_place_where_it_was_asked() -> None:
    assert why(record()).asked == "mira in Soil test results, 2 May 18:04"
    assert why(lone("which adapter?")).asked == "dov in #workshop, 9 May 00:04"


def test_question_that_a_model_has_yet_to_read_says_so() -> None:
    words = "judged by the rules alone, without the language model"

    assert words not in why(record()).why_question
    assert why(replace(record(), by_rules_alone=True)).why_question[-1] == words


def test_replies_that_had_no_part_in_the_state_stand_apart() -> None:
    view = why(record(2, PARTLY))
    assert [reply.author for reply in view.counted] == ["jon"]
    assert [reply.author for reply in view.not_counted] == ["tess"]
    assert view.not_counted[0].verdict == "has the same question"


def test_short_reply_is_quoted_whole_and_a_long_one_where_it_matters() -> None:
    long = said("ana", f"{'well, ' * 60}the needles.", minutes=3)
    end = Span(len(long.text) - len("the needles."), len(long.text))
    replies = Reply(JON.id, Role.PARTIAL, span=Span(0, 4)), Reply(long.id, Role.ANSWER, span=end)
    view = why(record(2, standing(State.ANSWERED, *replies), replies=(JON, long)))
    assert [reply.quote for reply in view.counted] == [JON.text, "the needles."]


@pytest.mark.parametrize(
    ("role", "state", "counts"),
    [
        (Role.ACKNOWLEDGEMENT, State.RESOLVED, False),
        (Role.CLARIFICATION, State.OPEN, True),
        (Role.CLARIFICATION, State.ANSWERED, False),
        (Role.REJECTION, State.OPEN, True),
        (Role.OTHER, State.RESOLVED, False),
    ],
)
def test_reply_counts_where_it_had_a_part(role: Role, state: State, counts: bool) -> None:
    view = why(record(1, standing(state, Reply(TESS.id, role))))
    assert (bool(view.counted), bool(view.not_counted)) == (counts, not counts)


@pytest.mark.parametrize("role", [Role.ACKNOWLEDGEMENT, Role.OTHER])
def test_reply_that_moved_the_question_counts_whatever_its_role(role: Role) -> None:
    step = Reason("thanked-after-answer", 1.0, None, TESS.id)
    view = why(record(1, replace(standing(State.RESOLVED, Reply(TESS.id, role)), reasons=(step,))))
    assert [reply.author for reply in view.counted] == ["tess"]


def test_question_that_wants_no_answer_is_on_no_list() -> None:
    stored = record()
    idle = replace(stored.entry, question=replace(stored.entry.question, genuine=0.2))
    view = why(replace(stored, entry=idle))
    assert view.next_step == "It is on no list, as it seems to want no answer."


def test_open_question_without_replies_says_that_none_was_found() -> None:
    assert why(record()).why_state == ("no reply was found",)


def test_state_is_explained_by_its_own_reasons() -> None:
    reasons = (Reason("made-up-cue", 1.0),)
    view = why(record(1, replace(standing(State.WITHDRAWN), reasons=reasons)))
    assert (view.state_label, view.why_state) == ("Why taken back", ("made up cue",))


def test_state_names_who_took_the_last_steps() -> None:
    steps = [Reason("answered-in-full", 1.0, None, message) for message in ("?", JON.id, TESS.id)]
    lost = Reason("asker-rejected", 1.0, None, "gone")
    view = why(record(1, replace(standing(State.OPEN), reasons=(*steps, lost))))
    assert view.why_state == (
        "jon answered it",
        "tess answered it",
        "the asker said that it did not help",
    )


def test_steps_of_the_same_person_are_both_signed() -> None:
    steps = [Reason(cue, 1.0, None, JON.id) for cue in ("answered-in-full", "ticked-by-asker")]
    view = why(record(1, replace(standing(State.RESOLVED), reasons=tuple(steps))))
    assert view.why_state == ("jon answered it", "the asker ticked jon's reply")


def test_verdict_of_a_person_is_signed_wherever_it_counts() -> None:
    verdict = Reason("marked-resolved", 1.0, None, "@tess")
    answer = Reply(JON.id, Role.ANSWER, reasons=(verdict,))
    stands = replace(standing(State.RESOLVED, answer), reasons=(verdict,))
    view = why(record(1, stands))
    assert view.why_state == view.counted[0].why == ("tess marked it as resolved",)


def test_question_without_a_cue_admits_it() -> None:
    assert why(record()).why_question == ("no single cue stands out",)


@pytest.mark.parametrize("kind", MarkKind)
def test_every_verdict_of_a_person_has_words(kind: MarkKind) -> None:
    (words,) = why(record(marks=(mark(kind),))).marks
    assert words.startswith("jon ")
    assert words.endswith(", 11 May 18:30")


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        (State.OPEN, ["dismiss", "resolve"]),
        (State.ANSWERED, ["dismiss", "resolve"]),
        (State.RESOLVED, ["reopen"]),
        (State.DISMISSED, ["reopen"]),
    ],
)
def test_hints_offer_what_makes_sense_in_the_state(state: State, verbs: list[str]) -> None:
    assert [hint.words[0] for hint in why(record(1, standing(state))).hints] == verbs


@pytest.mark.parametrize("state", State)
def test_every_state_says_what_would_change_it(state: State) -> None:
    assert why(record(1, standing(state))).next_step.endswith(".")


def test_whose_turn_is_a_sentence() -> None:
    asker = standing(State.ANSWERED, Reply(JON.id, Role.ANSWER), waiting_for=WaitingFor.ASKER)
    assert why(record(1, asker)).whose_turn == "mira."
