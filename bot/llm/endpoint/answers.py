"""What a model wrote -> the items that it lists, mended where only the form is broken.

Between 2 and 5 % of answers are JSON with a flaw, by what others published; most often a quotation
mark of chat that nobody escaped. What cannot be mended is `Unusable`, and says why.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from bot.errors import ModelAway
from bot.model import Completion

KEYS: Final = (
    "id",
    "quote",
    "kind",
    "form",
    "wanted",
    "certainty",
    "role",
    "missing",
    "confidence",
)
"""All keys that an item may bear, here or there."""

_LONGEST: Final = 200_000
_THOUGHT: Final = re.compile(
    r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE
)
_END_OF_THOUGHT: Final = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
_REFUSAL: Final = re.compile(
    r"\b(?:I(?:'m| am)? ?(?:sorry|unable|not able|cannot|can['’]t|won['’]t|must decline)"
    r"|as an ai)\b",
    re.IGNORECASE,
)
_KEY: Final = re.compile(rf'(?:(?<=[{{,\s])|^)"({"|".join(KEYS)})"\s*:\s*')
_END: Final = re.compile(r'"\s*[}\]]')
_OPENING: Final = re.compile(r"[{\[]")
_DECODER: Final = json.JSONDecoder(strict=False)


class Unusable(ModelAway):
    """An answer that is none. `why` is a word in kebab case, to be counted by."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"The language model gave no answer that can be used ({why}).")


def items_of(completion: Completion) -> list[Mapping[str, Any]]:
    """The items that an answer lists. Raises Unusable where it lists none in any known form."""
    told = _told(completion.text[:_LONGEST])
    found = _whole(told)
    if found is None:
        found = [item for item in _mended(told) if item]
    if found:
        return [_flat(item) for item in found]
    raise Unusable(_why(told, completion))


def _flat(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The item with single values alone: of lists and objects none was asked for."""
    return {key: None if isinstance(told, list | dict) else told for key, told in item.items()}


def _told(text: str) -> str:
    """Without what the model said to itself."""
    text = _THOUGHT.sub(" ", text)
    ends = list(_END_OF_THOUGHT.finditer(text))
    return (text[ends[-1].end() :] if ends else text).strip()


def _why(told: str, completion: Completion) -> str:
    if not completion.is_whole:
        return "cut-off"
    if not told:
        return "silence"
    if told[0] in "{[":
        return "empty" if _whole(told) is not None else "broken"
    return "refusal" if _REFUSAL.search(told[:400]) else "prose"


def _whole(told: str) -> list[Mapping[str, Any]] | None:
    """The items of the first JSON in the answer that holds some; None where there is none."""
    found, place = None, _opening(told, 0)
    while place >= 0:
        try:
            value, end = _DECODER.raw_decode(told, place)
        except (ValueError, RecursionError):
            return None
        listed = _items(value)
        if listed:
            return listed
        found, place = listed if found is None else found, _opening(told, end)
    return found


def _opening(told: str, start: int) -> int:
    """Where the next object or array begins; -1 where none does."""
    found = _OPENING.search(told, start)
    return -1 if found is None else found.start()


def _items(value: dict[str, Any] | list[Any]) -> list[Mapping[str, Any]] | None:
    """The items of an array, of an object that holds one array, or the one that an object is."""
    if isinstance(value, dict):
        if "id" in value:
            return [value]
        lists = [cast("list[Any]", each) for each in value.values() if isinstance(each, list)]
        return _items(lists[0]) if len(lists) == 1 else None
    return [cast("dict[str, Any]", each) for each in value if isinstance(each, dict)]


def _mended(told: str) -> Iterator[Mapping[str, Any]]:
    """Items that are read key by key: a value lasts until the next key that we asked for."""
    marks = list(_KEY.finditer(told))
    ends = [*(mark.start() for mark in marks[1:]), len(told)]
    item: dict[str, Any] = {}
    for mark, end in zip(marks, ends, strict=False):
        if mark[1] in item:
            yield item
            item = {}
        value = _value(told[mark.end() : end], is_last=mark is marks[-1])
        if value is not None:
            item[mark[1]] = value
    yield item


def _before_the_end(written: str) -> str:
    """The last value without the prose behind the JSON."""
    ends = list(_END.finditer(written))
    return written[: ends[-1].start() + 1] if ends else written


def _value(written: str, *, is_last: bool) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """A value with what stands behind it: `12,`, `"is it "that"?"},{`; None where it breaks off."""
    bare = (_before_the_end(written) if is_last else written).rstrip(",{[]} \n\r\t`")
    if not bare.startswith('"'):
        try:
            return json.loads(bare)
        except ValueError:
            return None
    inside = bare[1:].rstrip()
    if not inside.endswith('"'):
        return None if is_last else inside
    inside = inside[:-1]
    try:
        return json.loads(f'"{inside}"', strict=False)
    except ValueError:
        return inside.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
