"""The ledger as Argdown (argdown.org), to be read, drawn and argued with.

The mapping:

- A claim is a statement, `[Claim 1]: ...`, tagged `#claim` and with its certainty.
- A message that contests it attacks it: `- [Contest 1 1]: ...` below the claim.
- Argdown has no questions, and a question asserts nothing, so that nothing may support or attack
  it. It is a statement tagged `#question` and with its state, and stands in no relation. What it
  depends on, and the question that an answer answers, are named by a mention: `@[Question 41]`.

Who, where and when stand in the statement's metadata, which is YAML; JSON is a part of YAML.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model import Channel, ClaimRecord, CommunityId, Message, Record, Role
from bot.views.happened import reply_quote, seen_replies
from bot.views.questions import entry_view
from bot.views.text import QUOTE_LIMIT, clean, quote

_SYNTAX = re.compile(r"[\\@#*_\[\]<>{}/=]|[.:](?=\S)")
_BRACKETS = re.compile(r"[\[\]<>(){}]")
_NOTHING: Final[Mapping[str, object]] = {}
_ANSWERS: Final = frozenset({Role.ANSWER, Role.PARTIAL, Role.POINTER})


@dataclass(slots=True)
class ArgdownExport:
    """Ages do not appear: the moments stand in the metadata. Claims are numbered as they come."""

    now: datetime
    _claims: int = 0
    _home: CommunityId | None = None

    def begin(self) -> str:
        return "===\ntitle: Loose ends\n===\n\n# Questions\n"

    def questions(self, page: Iterable[Record]) -> str:
        return "".join(line for record in page for line in self._question(record))

    def claims(self, page: Iterable[ClaimRecord]) -> str:
        return "".join(line for record in page for line in self._claim(record))

    def end(self) -> str:
        return ""

    def _question(self, record: Record) -> Iterator[str]:
        view = entry_view(record, now=self.now)
        number, needed = self._title(record, view.number), view.depends_on
        depends = f" (depends on @[Question {self._title(record, needed)}])" if needed else ""
        context = f" (re\\: {escaped(view.context)})" if view.context else ""
        tags = f"#question #{_tag(view.state)}"
        about = _about(record.channel, record.message, _of_a_model(record))
        yield f"\n[Question {number}]: {escaped(view.text)}{context}{depends} {tags} {about}\n"
        answers = (pair for pair in seen_replies(record) if pair[0].role in _ANSWERS)
        for place, (reply, message) in enumerate(answers, 1):
            text = escaped(reply_quote(reply, message, QUOTE_LIMIT))
            tags = "#answer" if reply.role is Role.ANSWER else f"#answer #{_tag(reply.role)}"
            about = _about(record.channel, message)
            yield f"\n[Answer {number} {place}]: {text} (to @[Question {number}]) {tags} {about}\n"

    def _title(self, record: Record, number: int) -> str:
        """The number; with its community, where that is not the one that came first."""
        community = record.channel.ref.community
        self._home = self._home or community
        return f"{number}" if community == self._home else f"{number} {_bare(community)}"

    def _claim(self, record: ClaimRecord) -> Iterator[str]:
        heading = "" if self._claims else "\n# Claims\n"
        self._claims += 1
        text = escaped(quote(record.claim.span.of(record.message.text)))
        source = record.claim.attributed_to
        about = _about(record.channel, record.message, {"source": clean(source)} if source else {})
        tags = f"#claim #{record.claim.certainty}"
        yield f"{heading}\n[Claim {self._claims}]: {text} {tags} {about}\n"
        for place, message in enumerate(record.contested_by, 1):
            against = escaped(quote(message.text))
            about = _about(record.channel, message)
            yield f"  - [Contest {self._claims} {place}]: {against} #contest {about}\n"


def escaped(words: str) -> str:
    """`words` that mean nothing in Argdown: what would be syntax stands behind a backslash."""
    return _SYNTAX.sub(r"\\\g<0>", words)


def _bare(words: str) -> str:
    """`words` that may stand in a title: without brackets."""
    return _BRACKETS.sub("", clean(words))


def _tag(word: str) -> str:
    return word.replace("_", "-")


def _of_a_model(record: Record) -> Mapping[str, object]:
    """What a language model calls the post; that the rules alone have read it."""
    title = record.title
    called = {"title": clean(title.text), "titled-by": clean(title.by)} if title else {}
    return {**called, **({"by-rules-alone": True} if record.by_rules_alone else {})}


def _about(channel: Channel, message: Message, more: Mapping[str, object] = _NOTHING) -> str:
    about = {
        "author": clean(message.author.name),
        "channel": clean(channel.name),
        "at": message.at.isoformat(),
        **more,
    }
    text = json.dumps(about, ensure_ascii=False)
    return "{" + text[1:-1].replace("{", "\\u007b").replace("}", "\\u007d") + "}"
