"""Two made-up messages lead every excerpt whose right reading is known.

A model that does not find the one plain question among them, or finds one where none is, was not
reading: because it is too small, because it gave up, or because some text talked it into saying
the same of everything. Nothing of such an answer is believed. The idea is that of the test question
with a known answer that crowd workers get among the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

STATEMENT: Final = 101
ASKING: Final = 102
_STATED: Final = "The kettle on the third floor was replaced on Monday."
_ASKED: Final = "Does anybody know which shelf the blue cups belong on?"
LEAD: Final[Sequence[Mapping[str, Any]]] = (
    {"id": STATEMENT, "by": "person-aaaaaa", "text": _STATED},
    {"id": ASKING, "by": "person-bbbbbb", "text": _ASKED},
)
"""They stand first in every call, so that endpoints which cache prefixes need not read them again.
"""


def was_read(items: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the control messages were read as any reader would read them."""
    asked = [item for item in items if item.get("kind") == "question"]
    found = {item.get("id") for item in asked if _quotes(item, _ASKED)}
    return ASKING in found and all(item.get("id") != STATEMENT for item in asked)


def _quotes(item: Mapping[str, Any], text: str) -> bool:
    """Whether an item quotes most of a text."""
    quote = str(item.get("quote", "")).strip()
    return quote in text and len(quote) * 2 > len(text)
