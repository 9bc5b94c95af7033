"""A verb is asked for by a message: what it says is posted where it was asked.

Each reply bears a transaction id that is made of the message that it answers: however often it is
sent, after a crash too, it is posted once.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from bot import logs
from bot.commands import VERBS, Context, Verb
from bot.errors import LooseEndsError, StoreError
from bot.importers.matrix_shapes import Content, Event
from bot.views import NoticeKind, NoticeView, View, broken_notice, failed_notice
from bot.views.outline import Block, Heading, Item, Items, Prose, outline
from matrix.answering.announced import announced, is_mentioned
from matrix.answering.documents import documents
from matrix.answering.importing import HELP as IMPORT_HELP
from matrix.answering.importing import NAME, Importing
from matrix.answering.sheets import content, numbers_in, sheets
from matrix.answering.typed import LISTED, Help, Here, addressed, called, meaning, parsed, usage
from matrix.answering.viewing import Viewing
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.room import Room, localpart
from matrix.values import MESSAGE, REPLACES

PATIENCE: Final = 3_600.0
"""Seconds after which nobody waits for an answer any more."""
PERSONAL: Final = frozenset({"privacy"})
"""Groups of verbs that show nothing of any room."""
_TALK: Final = frozenset({"m.text", "m.file"})
"""Messages that may be commands; of a file it is what is written beside it."""
_HIDDEN: Final = (
    "This room keeps its past from newcomers, so I show nothing of it to all. Let members see its "
    "full history (Room settings, Security), and I can answer here."
)


class Answering:
    """Answers commands."""

    def __init__(self, house: House, homeserver: Homeserver, viewing: Viewing) -> None:
        self._house, self._homeserver, self._viewing = house, homeserver, viewing
        self._importing = Importing(house, homeserver, viewing.me)

    def said(self, event: Event, room: Room) -> str | None:
        """What the event asks of us, "" for help; None where it is talk among people."""
        about = event.content.get("m.relates_to")
        is_edit = isinstance(about, dict) and about.get("rel_type") == REPLACES
        me = self._viewing.me
        if event.type != MESSAGE or event.sender == me or is_edit:
            return None
        body = event.content.get("body")
        if event.content.get("msgtype") not in _TALK or not isinstance(body, str):
            return None
        in_a_form = announced(event.content, self._house.settings.prefix, me)
        if in_a_form is not None:
            return in_a_form
        # A reply may begin with what older clients quote.
        is_plain = event.content["msgtype"] == "m.text" and not about
        text = body if is_plain else Content.model_validate(event.content).text
        names = (room.called(me), me, f"@{localpart(me)}", localpart(me))
        prefix, mentions = self._house.settings.prefix, is_mentioned(event.content, me)
        return addressed(text, prefix, names, is_mentioned=mentions)

    async def answer(self, event: Event, room: Room, said: str) -> None:
        """Posts what the command makes of it; what goes wrong becomes a sentence. Raises Refused or
        Unreachable where it cannot be posted.
        """
        numbers: tuple[int, ...] = ()
        try:
            blocks, numbers = await self._blocks(event, room, said)
        except StoreError:
            raise
        except LooseEndsError as error:
            blocks = tuple(outline(failed_notice(error)))
        except Exception as error:  # noqa: BLE001  (whatever it is, somebody waits for an answer)
            fault = event.event_id[1:9]
            logs.fault("answer-failed", error, id=fault)
            blocks = tuple(outline(broken_notice(fault)))
        for place, sheet in enumerate(sheets(blocks, self._house.settings.prefix)):
            said_there = {**content(sheet, numbers), "m.relates_to": relation_to(event)}
            await self._homeserver.say(room.id, said_there, f"{event.event_id}.{place}")

    async def _blocks(
        self, event: Event, room: Room, said: str
    ) -> tuple[tuple[Block, ...], tuple[int, ...]]:
        about = Content.model_validate(event.content).relation
        answered = about.in_reply_to.event_id if about and about.in_reply_to else None
        if said.casefold().split()[:1] == [NAME]:
            return tuple(outline(await self._importing.imported(event, room, answered))), ()
        typed = parsed(said, Here(room.id, answered), self._house.settings.prefix)
        context = await self._viewing.context(event.sender, room, event.at)
        if isinstance(typed, Help):
            return tuple(self._help(typed, context, room)), ()
        if not context.within and typed.verb.group not in PERSONAL:
            return tuple(outline(NoticeView(NoticeKind.FAILED, _HIDDEN))), ()
        if "limit" not in typed.given and any(p.name == "limit" for p in typed.verb.parameters):
            typed = replace(typed, given={**typed.given, "limit": LISTED})
        view: View = await typed.verb.run(context, typed.arguments)
        place = 0
        async for document in documents(view, room, self._homeserver):
            said_there = {**document, "m.relates_to": relation_to(event)}
            await self._homeserver.say(room.id, said_there, f"{event.event_id}.file{place}")
            place += 1
        return tuple(outline(view)), numbers_in(view)

    def _help(self, asked: Help, context: Context, room: Room) -> list[Block]:
        """What somebody can type here, or how one verb is typed. Raises what keeps them from it."""
        prefix = self._house.settings.prefix
        if asked.verb is not None:
            asked.verb.check(context)
            return verb_page(asked.verb, prefix)
        offered = [(called(verb), verb.help) for verb in VERBS if verb.is_for(context)]
        if self._importing.may(context.viewer, room):
            offered.append((NAME, IMPORT_HELP))
        return help_page(offered, prefix)


def relation_to(event: Event) -> dict[str, Any]:
    """In the thread where it was asked, or in one that begins there; a reply where the message
    relates to another one itself: no thread may begin on such.
    """
    about = event.content.get("m.relates_to")
    reply: dict[str, Any] = {"m.in_reply_to": {"event_id": event.event_id}}
    root = event.event_id
    if isinstance(about, dict) and about:
        if about.get("rel_type") != "m.thread" or not isinstance(about.get("event_id"), str):
            return reply
        root = about["event_id"]
    return {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, **reply}


def verb_page(verb: Verb[Any], prefix: str) -> list[Block]:
    """How a verb is typed."""
    options = [Item(f"--{p.name.replace('_', '-')}", meaning(p)) for p in verb.parameters]
    return [
        Heading(usage(verb, prefix), level=1),
        Prose(verb.help),
        *([Items(tuple(options))] if options else []),
    ]


def help_page(offered: Sequence[tuple[str, str]], prefix: str) -> list[Block]:
    """What one can type: names, and what each is for."""
    verbs = tuple(Item(f"{prefix} {name}", help_) for name, help_ in offered)
    more = f"How one of them is typed: {prefix} help open. In reply to a message: {prefix} track."
    marks = (
        "On a question of yours, or on my reply about it: ✅ resolves, ❌ dismisses, 🙋 takes it."
    )
    return [Heading("What I can do", level=1), Items(verbs), Prose(more), Prose(marks)]
