"""Recorded syncs go the whole way: into the ledger, and answers out of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import ConfigurationError
from bot.model import Platform, State
from bot.settings import MatrixSettings
from bot.store import open_store
from matrix import edge
from matrix.wire import Json, Query, Refused, TooLarge, Unreachable, Wire
from tests.matrix.conftest import Ear, until
from tests.unit.matrix.payloads import (
    AT,
    JON,
    ME,
    MIRA,
    ROOM,
    answering,
    edit,
    event,
    member,
    message,
    reacted,
    state,
)

ASKED = "would liming the lower beds in autumn still help?"
TALK = f"[2026-03-01 10:00] Mira: {ASKED}\n"
CREATED = state("m.room.create", {"room_version": "12"})
LEVELS = state("m.room.power_levels", {"users": {}})
NOW = datetime.fromtimestamp(AT / 1000 + 60, UTC)
NO = Refused(403, "M_FORBIDDEN")


class Script(Wire):
    """A homeserver that tells what was recorded, and notes what it is told."""

    def __init__(self) -> None:
        super().__init__("", "secret")
        self.syncs: asyncio.Queue[Json | Exception] = asyncio.Queue()
        self.events: dict[str, Json] = {}
        self.media: dict[str, bytes | Exception] = {}
        self.pages: list[Json] = []
        self.said: list[Json] = []
        self.posted: list[str] = []
        self.refused: dict[str, Exception] = {}
        self.count = 0

    def tell(self, *events: Json, room: str = ROOM, **more: Any) -> None:
        """The next sync tells that."""
        self.count += 1
        self.events |= {each["event_id"]: each for each in events}
        timeline = {"timeline": {"events": list(events), "prev_batch": f"t{self.count}"}}
        told = {"join": {room: timeline}} if events else {}
        self.syncs.put_nowait({"next_batch": f"s{self.count}", "rooms": {**told, **more}})

    async def once(self, *path: str, **query: str) -> Json:
        told = await self.syncs.get()
        if isinstance(told, Exception):
            raise told
        return told

    async def get(self, *path: str, **query: str) -> Json:
        match path:
            case ("account", "whoami"):
                return {"user_id": ME, "device_id": "D"}
            case ("joined_rooms",):
                return {"joined_rooms": [ROOM]}
            case ("rooms", _, "messages"):
                return self.pages.pop(0) if self.pages else {"chunk": []}
            case ("rooms", _, "event", id_) if id_ in self.events:
                return self.events[id_]
        raise Refused(404, "M_NOT_FOUND")

    async def get_list(self, *path: str) -> list[Json]:
        self._may("state")
        return [CREATED, LEVELS, member(MIRA), member(JON), member(ME)]

    async def put(self, *path: str, body: Json) -> Json:
        self._may("send")
        self.said.append({**body, "room": path[1], "txn": path[-1]})
        return {"event_id": f"$said{len(self.said)}"}

    async def post(self, *path: str, body: Json | None = None, query: Query | None = None) -> Json:
        self._may(path[-1])
        self.posted.append("/".join(path))
        return {"access_token": "t", "device_id": "D"}

    async def download(self, *path: str, most: int) -> bytes:
        found = self.media[path[-1]]
        if isinstance(found, Exception):
            raise found
        if len(found) > most:
            raise TooLarge
        return found

    def _may(self, what: str) -> None:
        if what in self.refused:
            raise self.refused[what]

    async def answer_to(self, id_: str) -> str:
        """What was said in answer to an event, as soon as it is."""

        async def found() -> str | None:
            of = [s for s in self.said if s["txn"] == f"{id_}.0"]
            return of[0]["body"] if of else None

        return await until(found)


@asynccontextmanager
async def listening(tmp_path: Path, script: Script, **more: Any) -> AsyncIterator[Ear]:
    """The edge, hearing what the script tells; its first sync has been heard."""
    given = {"token": SecretStr("t"), "operators": MIRA, "history_days": 36_500, **more}
    settings = MatrixSettings.model_validate(given)
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, settings, ME)
        object.__setattr__(ear.house, "clock", lambda: NOW)
        work = [ear.intake.run(), edge._connected(ear.house, script)]
        tasks = [asyncio.ensure_future(each) for each in work]
        script.tell(state("m.room.name", {"name": "Beds"}))
        try:
            yield ear
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def file(name: str, media: str, id_: str, **more: Any) -> Json:
    content = {"msgtype": "m.file", "body": name, "filename": name, "url": f"mxc://x/{media}"}
    return event("m.room.message", {**content, **more}, event_id=id_)


def redaction(of: str, id_: str) -> Json:
    return event("m.room.redaction", {"redacts": of}, event_id=id_)


async def test_talk_is_read_edited_marked_and_taken_back(tmp_path: Path) -> None:
    script = Script()
    async with listening(tmp_path, script) as ear:
        script.tell(message(ASKED, "$1"))
        await ear.until_state(ROOM, ASKED, State.OPEN)
        script.tell(message("!ends open", "$c1"))
        assert ASKED in await script.answer_to("$c1")

        script.tell(reacted("$1", "✅", "$r"))
        await ear.until_state(ROOM, ASKED, State.RESOLVED)
        script.tell(redaction("$r", "$x1"))
        await ear.until_state(ROOM, ASKED, State.OPEN)

        new = "would it help to lime them now?"
        changed = {**edit("$1", new, "$e"), "origin_server_ts": AT + 1_000}
        bundle = {"unsigned": {"m.relations": {"m.replace": changed}}}
        script.events["$1"] = {**message(ASKED, "$1"), **bundle}
        script.tell(changed)
        await ear.until_state(ROOM, new, State.OPEN)
        script.events["$1"] = message(ASKED, "$1")
        script.tell({**redaction("$e", "$x2"), "origin_server_ts": AT + 2_000})
        await ear.until_state(ROOM, ASKED, State.OPEN)

        script.tell(redaction("$1", "$x3"))
        await ear.until_posts(ROOM)


async def test_reaction_to_a_reply_of_ours_is_about_its_one_question(tmp_path: Path) -> None:
    script = Script()
    async with listening(tmp_path, script) as ear:
        script.tell(message(ASKED, "$1"))
        await ear.until_state(ROOM, ASKED, State.OPEN)
        ours = event("m.room.message", {"dev.looseends.questions": [1]}, event_id="$o", sender=ME)
        many = event(
            "m.room.message", {"dev.looseends.questions": [1, 2]}, event_id="$m", sender=ME
        )
        script.events |= {"$o": ours, "$m": many, "$odd": {"event_id": "$odd"}}
        for n, target in enumerate(("$m", "$odd", "$gone", "$o")):
            script.tell(reacted(target, "✅", f"$r{n}"))
        await ear.until_state(ROOM, ASKED, State.RESOLVED)


async def test_what_goes_wrong_is_said_with_a_remedy(tmp_path: Path) -> None:
    script = Script()
    async with listening(tmp_path, script):
        script.tell(
            message("!ends opne", "$c1"),
            message("!ends why 7", "$c2"),
            message("!ends help", "$c3"),
            message(f"{ME} help why", "$c4", **{"m.mentions": {"user_ids": [ME]}}),
            message("!ends import", "$c5"),
            {**message("!ends import", "$c6"), "sender": JON},
        )
        assert "!ends help" in await script.answer_to("$c1")
        assert "no question #7" in await script.answer_to("$c2")
        assert "!ends import" in await script.answer_to("$c3")
        assert "!ends why" in await script.answer_to("$c4")
        assert "reply to it" in await script.answer_to("$c5")
        assert "power level" in await script.answer_to("$c6")


async def test_prefix_of_the_settings_is_the_one_and_any_other_is_talk(tmp_path: Path) -> None:
    script = Script()
    async with listening(tmp_path, script, prefix="?beds") as ear:
        script.tell(message("!ends open", "$1"), message("?beds help", "$2"))

        assert "?beds why" in await script.answer_to("$2")
        await ear.until_posts(ROOM, "!ends open")


async def test_command_that_is_older_than_an_hour_is_answered_no_more(tmp_path: Path) -> None:
    script = Script()
    async with listening(tmp_path, script):
        old = {**message("!ends help", "$1"), "origin_server_ts": AT - 3_600_000}
        script.tell(old, message("!ends help", "$2"))
        await script.answer_to("$2")

        assert [each["txn"] for each in script.said] == ["$2.0"]


async def test_help_hides_what_somebody_may_not_do_and_says_why_when_asked(
    tmp_path: Path,
) -> None:
    script = Script()
    async with listening(tmp_path, script):
        by_jon = [
            {**message(f"!ends {said}", f"$j{n}"), "sender": JON}
            for n, said in enumerate(
                ("help", "help privacy export", "help digest now", "privacy export")
            )
        ]
        script.tell(message("!ends help", "$m0"), *by_jon)
        to_mira, to_jon = await script.answer_to("$m0"), await script.answer_to("$j0")

        hidden = {"!ends import", "!ends privacy export", "!ends digest now"}
        assert [each for each in hidden if each in to_mira] == ["!ends import"]
        assert [each for each in hidden if each in to_jon] == []
        assert "!ends privacy forget" in to_jon
        refused = await script.answer_to("$j3")
        assert "Others would read it here" in refused
        assert await script.answer_to("$j1") == refused
        assert "No digest is set up here" in await script.answer_to("$j2")


async def test_file_is_read_and_an_archive_is_imported(tmp_path: Path) -> None:
    script = Script()
    export = {"room_id": ROOM, "messages": [{**message(ASKED, "$old"), "room_id": ROOM}]}
    script.media = {
        "talk": TALK.encode(),
        "page": f"<p>{ASKED}</p>".encode(),
        "export": json.dumps(export).encode(),
        "gone": Refused(404, "M_NOT_FOUND"),
        "large": b" " * 400_000,
        "odd": b"\x00\x01",
    }
    async with listening(tmp_path, script) as ear:
        script.tell(
            file("talk.txt", "talk", "$f1"),
            file("page.html", "page", "$f2"),
            file("gone.txt", "gone", "$f3"),
            file("large.txt", "large", "$f4"),
            file("odd.txt", "odd", "$f5"),
            file("picture.png", "talk", "$f6"),
        )
        for name in ("$f1:files", "$f2:files"):
            await ear.until_state(name, ASKED, State.OPEN)
        script.tell(redaction("$f1", "$x1"))
        await ear.until_posts("$f1:files")

        script.tell(file("e.json", "export", "$f7", body="!ends import"))
        assert "1 new messages" in await script.answer_to("$f7")
        assert ASKED in await ear.texts(ROOM)
        for n, target in enumerate(("$f6", "$f3", "$nowhere")):
            about = {"m.in_reply_to": {"event_id": target}}
            script.tell({**answering("!ends import", about), "event_id": f"$c{n}"})
        assert "1 new messages" in await script.answer_to("$c0")
        assert "does not give me" in await script.answer_to("$c1")
        assert "reply to it" in await script.answer_to("$c2")


async def test_invitations_moves_and_departures_are_followed(tmp_path: Path) -> None:
    script = Script()
    async with listening(tmp_path, script) as ear:
        script.tell(message("the beds are dry", "$1"))
        await ear.until_posts(ROOM, "the beds are dry")
        for by, room in ((MIRA, "!new:x"), (JON, "!den:x")):
            invited = state("m.room.member", {"membership": "invite"}, ME, by)
            script.tell(invite={room: {"invite_state": {"events": [invited]}}})
        moved = event("m.room.tombstone", {"replacement_room": "!next:x"}, event_id="$t")
        script.tell({**moved, "state_key": ""})
        long_ago = event("m.room.tombstone", {"replacement_room": "!past:x"}, event_id="$p")
        script.tell({**long_ago, "state_key": ""}, room="!new:x")
        elsewhere = {"replacement_room": "!trap:x"}
        script.tell(event("m.room.tombstone", elsewhere, event_id="$fake"))
        wanted = {"join/!new:x", "rooms/!den:x/leave", "join/!next:x"}

        async def all_done() -> bool:
            return wanted <= set(script.posted)

        await until(all_done)
        assert [each["room"] for each in script.said] == ["!new:x"]
        script.tell(leave={ROOM: {}})
        await ear.until_posts(ROOM)
        assert {"join/!trap:x", "join/!past:x"}.isdisjoint(script.posted)


async def test_what_was_missed_is_read_from_history(tmp_path: Path) -> None:
    script = Script()
    script.pages = [
        {"chunk": [message("third", "$3"), file("a.txt", "a", "$2")], "end": "t9"},
        {"chunk": [message("first", "$1")]},
    ]
    script.media = {"a": TALK.encode()}
    async with listening(tmp_path, script) as ear:
        await ear.until_state("$2:files", ASKED, State.OPEN)
        await ear.caught_up()
        assert sorted(filter(None, await ear.texts(ROOM))) == ["first", "third"]


async def test_odd_syncs_and_faults_of_the_server_are_lived_through(tmp_path: Path) -> None:
    script = Script()
    async with listening(tmp_path, script) as ear:
        script.syncs.put_nowait(Unreachable())
        script.syncs.put_nowait(Refused(429, "M_LIMIT_EXCEEDED", 0.01))
        script.syncs.put_nowait({"next_batch": 3})
        odd = event("m.room.message", {"msgtype": "m.text", "body": 3}, event_id="$odd")
        script.tell(odd, {**message("x", "$shape"), "sender": None})
        script.tell(message("the beds are dry", "$1"))
        await ear.until_posts(ROOM, "the beds are dry")
        assert ear.count("events_unreadable_total") == 2


async def test_room_that_we_are_shut_out_of_is_let_be(tmp_path: Path) -> None:
    script = Script()
    script.refused = {"state": NO}
    async with listening(tmp_path, script) as ear:
        script.tell(message("the beds are dry", "$1"))

        async def done() -> bool:
            known = await ear.store.gaps(Platform.MATRIX)
            waiting = await ear.store.desk.waiting(Platform.MATRIX)
            return bool(known) and not waiting

        await until(done)
        assert await ear.posts(ROOM) == []


async def test_sign_out_ends_it_with_what_to_do(tmp_path: Path) -> None:
    script = Script()
    script.syncs.put_nowait(Refused(401, "M_UNKNOWN_TOKEN"))
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, MatrixSettings(token=SecretStr("t")), ME)
        with pytest.raises(ConfigurationError, match="LOOSEENDS_MATRIX__TOKEN"):
            await edge._connected(ear.house, script)


async def test_password_signs_in_once_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    script = Script()
    script.token = ""
    script.refused = {"login": NO}
    settings = MatrixSettings(user=ME, password=SecretStr("p"))
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        ear = Ear(store, settings, ME)
        with pytest.raises(ConfigurationError, match="LOOSEENDS_MATRIX__PASSWORD"):
            await edge._connected(ear.house, script)
        script.refused = {}
        script.syncs.put_nowait(Refused(401, "M_UNKNOWN_TOKEN"))
        with pytest.raises(ConfigurationError, match="LOOSEENDS_MATRIX__TOKEN"):
            await edge._connected(ear.house, script)
    assert script.posted == ["login"]
