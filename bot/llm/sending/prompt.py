"""What a model is told: the task, always the same, and then the talk, as data.

Every message is one line of JSON, so that nothing in it can end the line or the fence, whatever
quotes, braces and line breaks it holds. Numbers are drawn by a key: who writes in a channel cannot
know the number of anybody's message.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.llm.sending.pseudonyms import Pseudonyms, Veil
from bot.llm.sending.sent import Sent
from bot.model import Excerpt, Message, MessageId, MessageRef

_FIRST_NUMBER: Final = 1_000
_NUMBERS: Final = 9_000
_FENCE: Final = "MESSAGES"
_BREAKS: Final = {ord(each): f"\\u{ord(each):04x}" for each in "\x85\u2028\u2029"}
"""Line breaks that JSON lets stand as they are."""


def listed(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON schema of an answer that lists items with these properties, all of them required."""
    properties = {
        "type": "object",
        "properties": dict(item),
        "required": list(item),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"items": {"type": "array", "items": properties}},
        "required": ["items"],
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True)
class Numbered:
    """A message as it is sent: its number, and its text with the way back to the original.

    `is_context`: only to be understood; `is_untitled`: a title is to be found for it.
    """

    number: int
    message: Message
    sent: Sent
    is_context: bool = False
    is_untitled: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The messages of one call by their numbers, the lines that are sent of them, and the veil
    over their names.
    """

    messages: Mapping[int, Numbered]
    lines: Sequence[Mapping[str, Any]]
    veil: Veil


class Scribe:
    """Writes sheets. The same message bears the same number and names in every call."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._pseudonyms = Pseudonyms(key)

    def sheet(self, excerpt: Excerpt, lead: Sequence[Mapping[str, Any]] = ()) -> Sheet:
        """The sheet of an excerpt. `lead` are lines that stand before its messages."""
        everybody = (*excerpt.context, *excerpt.messages)
        veil = self._pseudonyms.veil(excerpt.everybody)
        numbers = self._numbers(everybody)
        context = {message.ref for message in excerpt.context}
        numbered = [
            Numbered(
                numbers[each.ref],
                each,
                veil.over(each.text),
                is_context=each.ref in context,
                is_untitled=each.ref in excerpt.untitled,
            )
            for each in everybody
        ]
        in_channel = {ref.message: number for ref, number in numbers.items()}
        lines = [self._line(each, in_channel) for each in numbered]
        return Sheet({each.number: each for each in numbered}, (*lead, *lines), veil)

    def _line(self, numbered: Numbered, numbers: Mapping[MessageId, int]) -> dict[str, Any]:
        message = numbered.message
        line: dict[str, Any] = {
            "id": numbered.number,
            "by": self._pseudonyms.of(message.author.id),
        }
        if message.reply_to is not None and message.reply_to in numbers:
            line["to"] = numbers[message.reply_to]
        if numbered.is_context:
            line["context"] = True
        if numbered.is_untitled:
            line["untitled"] = True
        return line | {"text": numbered.sent.text}

    def _numbers(self, messages: Iterable[Message]) -> Mapping[MessageRef, int]:
        used, numbers = set[int](), dict[MessageRef, int]()
        for message in messages:
            ref = message.ref
            named = f"{ref.channel.channel}\n{ref.message}".encode("utf-8", "surrogatepass")
            drawn = int.from_bytes(hmac.digest(self._key, b"number\n" + named, "sha256")[:4])
            while (number := _FIRST_NUMBER + drawn % _NUMBERS) in used:
                drawn += 1
            used.add(number)
            numbers[ref] = number
        return numbers


def fenced(lines: Iterable[Mapping[str, Any]]) -> str:
    """Lines of JSON between fences."""
    told = "\n".join(json.dumps(line, ensure_ascii=False).translate(_BREAKS) for line in lines)
    return f"<{_FENCE}>\n{told}\n</{_FENCE}>"
