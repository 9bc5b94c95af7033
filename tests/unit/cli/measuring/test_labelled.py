"""Labelled files of any content."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.cli.measuring.labelled import Labelled, labelled
from bot.errors import BadInput

MESSAGES = [
    {
        "id": str(number),
        "channel": "pond",
        "author": "ada",
        "at": f"2026-03-01T10:0{number}:00Z",
        "text": text,
    }
    for number, text in enumerate(["Which valve do I close first?", "The herons are back."], 1)
]
names = st.sampled_from(["1", "2", 1, 2]) | st.sampled_from(["9", 0, -1])
fitting = st.sampled_from(
    [{"message": 1, "text": "Which valve"}, {"message": "1", "start": 0, "end": 4}]
)
quotes = fitting | st.fixed_dictionaries(
    {},
    optional={
        "message": names,
        "text": st.sampled_from(
            ["", "?", "The herons are back.", "Which valve do I close first?", "\0", "🙂"]
        ),
        "start": st.integers(-2, 60),
        "end": st.integers(-2, 60),
        "genuine": st.booleans(),
        "state": st.sampled_from(["open", "resolved", "dismissed", "lost"]),
        "replies": st.lists(st.fixed_dictionaries({"message": names, "role": st.just("bump")})),
    },
)
golds = st.fixed_dictionaries(
    {},
    optional={
        "asks": st.booleans(),
        "questions": st.lists(quotes, max_size=3),
        "claims": st.lists(quotes, max_size=3),
        "parents": st.lists(names, max_size=3),
    },
)
threads = golds.map(lambda gold: {"messages": MESSAGES, "gold": gold})
files = st.one_of(
    st.binary(max_size=60),
    st.lists(golds.map(lambda gold: MESSAGES[0] | {"gold": gold}), max_size=2).map(json.dumps),
    st.tuples(golds, golds).map(
        lambda pair: "\n".join(
            json.dumps(row | {"gold": gold}) for row, gold in zip(MESSAGES, pair, strict=True)
        )
    ),
    threads.map(json.dumps),
    golds.map(lambda gold: json.dumps({"file": "not-there.jsonl"} | gold)),
).map(lambda raw: raw if isinstance(raw, bytes) else raw.encode())


@given(files)
def test_whatever_a_file_holds_its_labels_are_read_or_complained_of(raw: bytes) -> None:
    for channel in read(raw):
        texts = {message.id: message.text for message in channel.messages}
        for message, labels in channel.labels.items():
            spans = [*(labels.claims or ()), *(asked.span for asked in labels.questions or ())]
            assert all(span.of(texts[message]) for span in spans)


def read(raw: bytes) -> list[Labelled]:
    """What the file holds; nothing, where it is complained of."""
    try:
        return labelled(raw, Path("file.jsonl"), "file.jsonl")
    except BadInput:
        return []
