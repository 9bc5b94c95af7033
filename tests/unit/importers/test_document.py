import json
from io import BytesIO

import pytest

from bot.errors import BadInput
from bot.importers.document import DEEPEST, Document, Record
from bot.importers.reading import Tally
from bot.importers.source import LONGEST_LINE, Source
from tests.unit.importers.sources import options


def opened(content: str | bytes, *, tolerance: int = 9) -> tuple[Document, Tally]:
    raw = content.encode() if isinstance(content, str) else content
    tally = Tally(tolerance=tolerance)
    return Document(Source(BytesIO(raw), options("export.json"), tally)), tally


def records(content: str | bytes) -> list[Record]:
    return list(opened(content)[0].records())


def test_document_gives_its_heading_and_its_records() -> None:
    content = {"guild": {"id": "1", "tags": ["a", "]"]}, "messages": [{"n": 1}, {"n": {"m": []}}]}
    document, _ = opened(json.dumps({**content, "messageCount": 2}))

    assert document.heading == {"guild": {"id": "1", "tags": ["a", "]"]}, "messages": None}
    assert [record.fields for record in document.records()] == [{"n": 1}, {"n": {"m": []}}]


def test_document_may_be_an_array_alone() -> None:
    document, _ = opened('[{"n": 1}, {"n": 2}]')

    assert document.heading == {}
    assert [record.fields for record in document.records()] == [{"n": 1}, {"n": 2}]


def test_document_names_the_line_on_which_a_record_starts() -> None:
    content = json.dumps({"messages": [{"text": "a\nb"}, {"text": "c"}]}, indent=1)

    assert [record.line for record in records(content)] == [3, 6]


def test_document_is_not_misled_by_brackets_and_quotes_in_strings() -> None:
    texts = ['}{][ "quoted" \\', "\\\\", '"}]', "{" * 100]
    content = json.dumps({"messages": [{"text": text} for text in texts]})

    assert [record.fields["text"] for record in records(content)] == texts


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ('{"n": oops}', "no JSON"),
        ("[1]", "no object"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "deep"),
        ('{"text": "' + "x" * 2 * LONGEST_LINE + '"}', "longer"),
        ('{"texts": [' + '"xxxxxxx", {},' * (LONGEST_LINE // 8) + "1]}", "longer"),
    ],
)
def test_document_sets_a_bad_record_aside_and_goes_on(bad: str, problem: str) -> None:
    document, tally = opened('{"messages": [\n{"n": 1},\n' + bad + ',\n{"n": 3}]}')

    assert [record.fields for record in document.records()] == [{"n": 1}, {"n": 3}]
    assert [(error.line, problem in error.problem) for error in tally.named] == [(3, True)]


def test_document_passes_a_hundred_thousand_levels_without_falling() -> None:
    deep = "[" * 100_000 + "]" * 100_000

    assert [r.fields for r in records('{"messages": [' + deep + ', {"n": 1}]}')] == [{"n": 1}]


@pytest.mark.parametrize("cut", ['{"messages": [{"n": 1}, {"n": 2', '{"messages": [{"n": 1},'])
def test_document_gives_what_is_complete_before_it_is_cut_short(cut: str) -> None:
    given: list[Record] = []
    document, _ = opened(cut)

    with pytest.raises(BadInput, match="cut short") as caught:
        given.extend(document.records())

    assert [record.fields for record in given] == [{"n": 1}]
    assert "whole file" in caught.value.remedy


@pytest.mark.parametrize("content", ['{"a": 1}', '{"a": {"messages": []}}', "[" * 0 + '{"b": [1]}'])
def test_document_needs_a_list_of_messages(content: str) -> None:
    with pytest.raises(BadInput, match="without a list of messages"):
        opened(content)


def test_document_gives_up_on_a_heading_of_brackets() -> None:
    with pytest.raises(BadInput, match="without a list of messages"):
        opened('{"a":' + "[" * 100_000)


def test_document_refuses_a_heading_that_is_damaged() -> None:
    with pytest.raises(BadInput, match="damaged heading"):
        opened('{"guild": oops, "messages": []}')


def test_document_refuses_a_string_without_end() -> None:
    document, _ = opened(b'{"messages": [{"text": "' + b"x" * (40 * 1024 * 1024))

    with pytest.raises(BadInput, match="string of more than"):
        list(document.records())


def test_document_in_another_encoding_is_refused_with_its_line() -> None:
    document, _ = opened(b'{"messages": [' + b'{"n": 1},\n' * 30_000 + b'{"text": "fr\xfch"}]}')

    with pytest.raises(BadInput, match="UTF-8") as caught:
        list(document.records())

    assert caught.value.line == 30_001
