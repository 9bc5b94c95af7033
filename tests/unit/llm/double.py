"""A language model that follows a script: what comes over the wire, without a wire."""

import json
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import httpx
from pydantic import SecretStr

from bot.errors import OverBudget
from bot.llm.assembled import Guards, Model, Terms, model
from bot.llm.endpoint.client import Access, Patience
from bot.llm.sending.control import ASKING, LEAD
from bot.llm.tasks import judging
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Usage,
)

Line: TypeAlias = dict[str, Any]
Told: TypeAlias = httpx.Response | Exception | str
Script: TypeAlias = Callable[[list[Line]], Sequence[Line] | Told]

KEY = "sk-a-secret-that-nobody-may-see"
CHANNEL = ChannelRef(Platform.DISCORD, CommunityId("orchard"), ChannelId("pruning"))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT_ONCE = Patience(connect=1, first_byte=5, total=10, attempts=3, pause=0, longest=1)
TERMS = Terms(key=b"a key of the ledger")


def message(
    text: str,
    number: int = 1,
    *,
    by: str = "mira",
    to: int | None = None,
    channel: ChannelRef = CHANNEL,
) -> Message:
    return Message(
        ref=MessageRef(channel, MessageId(str(number))),
        author=Author(AuthorId(f"id-of-{by}"), by),
        at=NOON + timedelta(minutes=number),
        text=text,
        reply_to=None if to is None else MessageId(str(to)),
    )


def item(line: Line, kind: str, quote: str | None = None, **more: object) -> Line:
    """What a model says of a line, with the whole text for a quote unless another is given."""
    plain: Line = {"form": "none", "wanted": True}
    said = line["text"] if quote is None else quote
    return {"id": line["id"], "kind": kind, "quote": said, **plain, **more}


def control() -> list[Line]:
    """What an attentive model says of the control messages, of either task."""
    return [item(dict(line), "question", form="polar") for line in LEAD if line["id"] == ASKING]


def judged_control() -> list[Line]:
    return [
        {
            "id": line["id"],
            "role": "answer" if line["id"] == 102 else "me_too",
            "confidence": 0.9,
            "missing": "",
            "quote": line["text"],
        }
        for line in judging.LEAD
        if line.get("id", 101) != 101
    ]


def completed(text: str, **more: object) -> httpx.Response:
    """A completion as it comes over the wire."""
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 400, "completion_tokens": 60}
    whole: dict[str, Any] = {"model": "tiny-1", "choices": [choice], "usage": usage}
    return httpx.Response(200, json=whole | more)


def lines_of(request: httpx.Request) -> list[Line]:
    """The lines that were sent, those of the control left out."""
    return lines_in(json.loads(request.content)["messages"][1]["content"])


def lines_in(matter: str) -> list[Line]:
    """The lines between the fences, those of the control left out."""
    lines = [json.loads(line) for line in matter.splitlines() if line.startswith("{")]
    known = {json.dumps(line) for line in (*LEAD, *judging.LEAD)}
    return [line for line in lines if json.dumps(line) not in known]


@dataclass
class Double:
    """An endpoint that answers by a script, and keeps what it was sent.

    A script gives items, to which those of an attentive reader of the control are added; or a text
    that is the whole answer, a response, an error.
    """

    script: Script
    requests: list[httpx.Request] = field(default_factory=list[httpx.Request])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        told = self.script(lines_of(request))
        if isinstance(told, Exception):
            raise told
        if isinstance(told, httpx.Response):
            return told
        if isinstance(told, str):
            return completed(told)
        judges = "judge replies" in request.content.decode()
        attentive = judged_control() if judges else control()
        return completed(json.dumps({"items": [*attentive, *told]}))

    @property
    def sent(self) -> str:
        """All that was sent, bodies and heads, as text."""
        return "\n".join(
            f"{request.headers.raw!r}\n{request.content.decode()}" for request in self.requests
        )

    @property
    def rungs(self) -> list[str]:
        """How each call asked for structure."""
        bodies = [json.loads(request.content) for request in self.requests]
        return [body.get("response_format", {}).get("type", "plain") for body in bodies]


@dataclass
class Wallet:
    """A purse with so many tokens, which notes every payment."""

    tokens: int = 1_000_000
    paid: list[Usage] = field(default_factory=list[Usage])
    asked: list[Usage] = field(default_factory=list[Usage])

    async def ask(self, channel: ChannelRef, most: Usage) -> None:
        if most.tokens > self.tokens:
            raise OverBudget("The budget is spent.")
        self.tokens -= most.tokens
        self.asked.append(most)

    async def pay(self, channel: ChannelRef, most: Usage, used: Usage) -> None:
        self.tokens += most.tokens - used.tokens
        self.paid.append(used)


@dataclass
class Opted:
    """Everybody may be heard, apart from some."""

    out: Collection[str] = ()

    async def given(self, messages: Sequence[Message]) -> Collection[MessageRef]:
        return {message.ref for message in messages if message.author.name not in self.out}


@dataclass
class Watch:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@asynccontextmanager
async def asked(
    double: Callable[[httpx.Request], httpx.Response | Coroutine[None, None, httpx.Response]],
    *,
    patience: Patience = AT_ONCE,
    terms: Terms = TERMS,
    wallet: Wallet | None = None,
    consent: Opted | None = None,
    clock: Watch | None = None,
) -> AsyncGenerator[Model]:
    """A model behind a double."""
    access = Access("http://model.example/v1", "tiny", SecretStr(KEY))
    guards = Guards(wallet or Wallet(), consent or Opted())
    transport = httpx.MockTransport(double)  # pyright: ignore[reportArgumentType]  (one or the other)
    async with model(access, patience, terms, guards, clock or Watch(), transport) as ready:
        yield ready


def by_text(script: Mapping[str, Sequence[Line]]) -> Script:
    """A script that says the same of a text wherever it stands: items without their `id`."""

    def told(lines: list[Line]) -> Sequence[Line]:
        return [
            {"id": line["id"], "form": "none", "wanted": True, "quote": line["text"], **said}
            for line in lines
            if not line.get("context")
            for said in script.get(line.get("text", ""), ())
        ]

    return told
