import pytest

from bot.extraction import extract
from bot.extraction.context import REACH
from bot.model import Act, Question


def last_question(acts: tuple[Act, ...]) -> Question:
    return [act for act in acts if isinstance(act, Question)][-1]


def needed(text: str) -> list[str]:
    acts = extract(text)
    return [acts[i].span.of(text) for i in last_question(acts).context]


def test_a_follow_up_depends_on_the_question_before() -> None:
    acts = extract("Is the lid loose? It fell twice. If so, who closed it?")
    assert last_question(acts).depends_on == 0
    assert last_question(acts).context == (0,)


def test_a_follow_up_without_a_question_before_depends_on_none() -> None:
    question = last_question(extract("The lid is loose. If so, who closed it?"))
    assert question.depends_on is None
    assert question.context == (0,)


def test_a_question_that_stands_alone_needs_nothing() -> None:
    assert needed("The lid is loose. Where do lids come from?") == []


def test_a_question_that_points_back_needs_the_clause_before() -> None:
    assert needed("The lid is loose. Does that matter to the bees?") == ["The lid is loose."]


def test_a_clause_that_points_back_itself_brings_the_one_before_it() -> None:
    assert needed("Lids are loose. That is odd for lids. How do you lean in this regard?") == [
        "Lids are loose.",
        "That is odd for lids.",
    ]


def test_a_chain_ends_where_the_message_begins() -> None:
    assert needed("That is odd for lids. How do you lean in this regard?") == [
        "That is odd for lids."
    ]


def test_a_chain_has_two_links_at_most() -> None:
    text = "Lids are loose. That is odd. This is why. How do you lean in this regard?"
    assert needed(text) == ["That is odd.", "This is why."]


def test_an_elliptic_question_needs_what_it_leaves_out() -> None:
    assert needed("The wheels still fail. Same failure?") == ["The wheels still fail."]


def test_context_of_a_list_entry_is_its_own_entry_or_what_stands_before_the_list() -> None:
    text = "Lids are loose.\n\n- Bees are late.\n- Boxes are full. Does that matter to you?"
    assert needed(text) == ["Boxes are full."]
    assert needed("Lids are loose.\n\n- Bees are late.\n- Does that matter to you?") == [
        "Lids are loose."
    ]


def test_asides_and_greetings_are_no_context() -> None:
    text = "Lids are loose (or so it is said in the town). Thanks! Does that matter to you?"
    assert needed(text) == ["Lids are loose"]
    assert needed("Thanks! Does that matter to you?") == []


def test_context_is_looked_for_close_by() -> None:
    far = "Lids are loose. " + "Thanks! " * REACH + "Does that matter to you?"
    assert needed(far) == []


@pytest.mark.parametrize(
    "text",
    [
        "Lids are loose. Is it worth it to open the box?",
        "Lids are loose. Do you think that lids come back?",
    ],
)
def test_an_expletive_or_a_conjunction_does_not_point_back(text: str) -> None:
    assert needed(text) == []


def test_that_behind_a_preposition_points_back() -> None:
    assert needed("Lids are loose. What of that do bees mind?") == ["Lids are loose."]
