"""Text files are read; one that does not come holds up neither its message nor its room."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.errors import BadInput
from bot.importers.matrix_shapes import Event
from bot.model import Posted
from bot.settings import MatrixSettings
from bot.store import open_store
from matrix.hearing.attached import File, file_of
from matrix.hearing.files import Files
from matrix.hearing.gateway import Gateway
from matrix.homeserver import Homeserver
from matrix.rooms.room import Room, facts
from matrix.wire import Refused, TooLarge, Unreachable
from tests.matrix.conftest import Ear
from tests.unit.matrix.payloads import ME, MIRA, ROOM, event, member
from tests.unit.matrix.test_recorded import Script, listening

if TYPE_CHECKING:
    from matrix.wire import Wire

ASKED = "would liming the lower beds in autumn still help?"
TALK = f"[2026-03-01 10:00] Mira: {ASKED}\n".encode()
HERE = Room(ROOM, facts([member(MIRA), member(ME)]))
CONTENT = {"msgtype": "m.file", "body": "talk.txt", "url": "mxc://example.org/beds"}
NOT_NOW = Refused(502, "M_UNKNOWN")


class Server(Homeserver):
    """Answers each download as it is told, and then with the file."""

    def __init__(self, *told: Exception, gone: Exception | None = None) -> None:
        super().__init__(cast("Wire", None))
        self.told, self.gone = list(told), gone

    async def download(self, file: File, most: int) -> bytes:
        if self.told:
            raise self.told.pop(0)
        return TALK

    async def who_am_i(self) -> str:
        if self.gone is not None:
            raise self.gone
        return ME


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Ear]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'l.db'}") as store:
        yield Ear(store, MatrixSettings(), ME)


async def texts(ear: Ear, server: Server) -> list[str]:
    """What comes into the ledger of a message with a file."""
    posted = Event.model_validate(event("m.room.message", CONTENT, event_id="$f"))
    arrivals = await Gateway(ear.house, server, ME).live(posted, HERE)
    found = await Files(ear.house, server, ME).beside(posted, HERE, arrivals)
    return [each.message.text for each in found if isinstance(each, Posted)]


@pytest.mark.parametrize("told", [[], [NOT_NOW, Unreachable(), BadInput("spoilt")]])
async def test_file_is_read_as_soon_as_it_comes_whole(ear: Ear, told: list[Exception]) -> None:
    assert await texts(ear, Server(*told)) == ["", ASKED]


@pytest.mark.parametrize(
    "told",
    [
        [Unreachable()] * 9,
        [NOT_NOW] * 9,
        [BadInput("spoilt")] * 9,
        [Refused(404, "M_NOT_FOUND")],
        [TooLarge()],
    ],
    ids=["cut", "not-now", "spoilt", "not-there", "too-large"],
)
async def test_file_that_does_not_come_leaves_its_message(
    ear: Ear, told: list[Exception], capsys: pytest.CaptureFixture[str]
) -> None:
    assert await texts(ear, Server(*told)) == [""]
    assert "attachment-unread" in capsys.readouterr().out


@pytest.mark.parametrize("gone", [Unreachable(), Refused(401, "M_UNKNOWN_TOKEN")])
async def test_file_is_waited_for_where_the_homeserver_is_gone(ear: Ear, gone: Exception) -> None:
    with pytest.raises(type(gone)):
        await texts(ear, Server(Unreachable(), gone=gone))


async def test_file_is_waited_for_where_the_homeserver_asks_to_wait(ear: Ear) -> None:
    with pytest.raises(Refused):
        await texts(ear, Server(*[Refused(429, "M_LIMIT_EXCEEDED")] * 9))


LOCK = {"url": "mxc://example.org/beds", "iv": "x"}


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (CONTENT, File("talk.txt", "example.org", "beds")),
        ({**CONTENT, "filename": "a.md"}, File("a.md", "example.org", "beds")),
        ({**CONTENT, "url": None, "file": LOCK}, File("talk.txt", "example.org", "beds", LOCK)),
        ({**CONTENT, "file": "odd"}, File("talk.txt", "example.org", "beds")),
        ({**CONTENT, "file": {"iv": "x"}}, None),
        ({**CONTENT, "msgtype": "m.image"}, None),
        ({**CONTENT, "url": "https://example.org/beds"}, None),
        ({**CONTENT, "url": "mxc://example.org"}, None),
        ({**CONTENT, "body": 7}, None),
        ({}, None),
    ],
)
def test_message_brings_a_file_that_the_homeserver_has(
    content: dict[str, Any], file: File | None
) -> None:
    assert file_of(content) == file


@pytest.mark.parametrize(
    ("told", "remedy"),
    [
        (TooLarge(), "Use `looseends import`"),
        (Refused(404, "M_NOT_FOUND"), "Post it again"),
        (NOT_NOW, "Try again in a while"),
        (Unreachable(), "Try again in a while"),
        (BadInput("It was cut on the way."), "cut on the way"),
    ],
)
async def test_archive_that_does_not_come_is_told_of_with_a_remedy(
    tmp_path: Path, told: Exception, remedy: str
) -> None:
    script = Script()
    script.media = {"beds": told}
    async with listening(tmp_path, script):
        said = {**CONTENT, "filename": "talk.txt", "body": "!ends import"}
        script.tell(event("m.room.message", said, event_id="$c"))

        assert remedy in await script.answer_to("$c")
