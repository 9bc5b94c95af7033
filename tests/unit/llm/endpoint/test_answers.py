"""Whatever a model writes, its items are found, or a word for why there are none."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.endpoint.answers import Unusable, items_of
from bot.model import Completion

ITEMS = [
    {"id": 101, "kind": "claim", "quote": "the lid is loose"},
    {"id": 102, "kind": "question", "quote": "is it, or not?"},
]
WHOLE = json.dumps({"items": ITEMS})


def items(text: str, *, is_whole: bool = True) -> list[object]:
    return list(items_of(Completion(text, "tiny", is_whole=is_whole)))


def why(text: str, *, is_whole: bool = True) -> str:
    with pytest.raises(Unusable) as raised:
        items_of(Completion(text, "tiny", is_whole=is_whole))
    return raised.value.why


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        json.dumps(ITEMS),
        json.dumps({"result": ITEMS}),
        json.dumps({"items": ITEMS}, indent=2),
        f"```json\n{WHOLE}\n```",
        f"Here are the items:\n\n{WHOLE}\n\nLet me know whether you need more!",
        f"<think>The first, {{'id': 1}}, is a claim ...</think>\n{WHOLE}",
        f"so the lid is [1] a claim.</think>{WHOLE}",
        f"As said in [1] and [2]: {WHOLE}",
        WHOLE.replace("}]}", "},]}"),
        WHOLE[:-2],
        WHOLE.replace("}]}", "},]} That is all."),
        "\n".join(map(json.dumps, ITEMS)).replace("}\n{", "},\n{").join("[]"),
    ],
)
def test_items_are_found_in_every_wrapping(text: str) -> None:
    assert items(text) == ITEMS


def test_one_item_may_come_without_its_list() -> None:
    assert items(json.dumps(ITEMS[0])) == ITEMS[:1]


def test_a_quotation_mark_that_nobody_escaped_is_mended() -> None:
    broken = '{"items": [{"id": 7, "kind": "claim", "quote": "he said "it fits", and left"}, '
    broken += '{"id": 8, "kind": "question", "quote": "did he say "it fits"?"}]}'

    assert items(broken) == [
        {"id": 7, "kind": "claim", "quote": 'he said "it fits", and left'},
        {"id": 8, "kind": "question", "quote": 'did he say "it fits"?'},
    ]


def test_what_was_escaped_in_a_broken_answer_is_read_as_meant() -> None:
    broken = '{"items": [{"id": 7, "quote": "a \\"b\\" c\\nd", "kind": "claim",, }]}'

    assert items(broken) == [{"id": 7, "quote": 'a "b" c\nd', "kind": "claim"}]


def test_of_an_answer_that_was_cut_off_the_whole_items_count() -> None:
    cut = WHOLE[: WHOLE.index(", or not")]

    first, second = items(cut, is_whole=False)

    assert first == ITEMS[0]
    assert second == {"id": 102, "kind": "question"}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "silence"),
        ("<think>hm, what is this", "silence"),
        ("The first message is a claim.", "prose"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ("As an AI I cannot judge people.", "refusal"),
        ('{"items": []}', "empty"),
        ("[]", "empty"),
        ('{"items": ', "broken"),
        ("{'items': [{'id': 1}]}", "broken"),
        ("[" * 5_000, "broken"),
        ('"items"', "prose"),
        ("42", "prose"),
        ('{"items": "none"}', "broken"),
        ("The list [] is all", "prose"),
    ],
)
def test_an_answer_without_items_says_why(text: str, word: str) -> None:
    assert why(text) == word


def test_an_answer_that_was_cut_off_before_its_first_item_says_so() -> None:
    assert why('{"items": [{', is_whole=False) == "cut-off"


@given(st.text(alphabet='{}[]",:\\ \nidquote1ém', max_size=300))
def test_no_answer_is_too_odd(text: str) -> None:
    for said in (text, WHOLE[:40] + text, WHOLE.replace("loose", text)):
        with suppress(Unusable):
            assert items(said)


@pytest.mark.parametrize(
    "piece", ['{"id": ', "[{", '"quote": "', "<think>", "\\", "}]", "</think>"]
)
def test_a_long_answer_takes_no_longer_than_its_length(piece: str) -> None:
    said = piece * (400_000 // len(piece))

    with suppress(Unusable):
        items(said)


@pytest.mark.parametrize("told", [[1], {"a": 1}])
def test_item_holds_no_lists_and_objects(told: object) -> None:
    assert items(json.dumps([{"id": told, "kind": told, "quote": "x"}])) == [
        {"id": None, "kind": None, "quote": "x"}
    ]
