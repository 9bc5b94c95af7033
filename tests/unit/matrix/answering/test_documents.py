"""What somebody takes along goes as files, or, where those would lie open, as words."""

from typing import Any

from bot.model import AuthorId, Belongings, Person, Platform
from bot.views import NoticeKind, NoticeView, View, export_view
from matrix.answering.documents import documents
from matrix.homeserver import Homeserver
from matrix.rooms.room import Fact, Room
from tests.unit.commands.fakes import ASKED, NOW, RECORD

HELD = Belongings(
    Person(Platform.MATRIX, AuthorId("@mira:example.org")), ("Mira",), ((RECORD.channel, ASKED),)
)


class Shelf(Homeserver):
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def upload(self, data: bytes, kind: str, name: str) -> str:
        self.files[name] = data
        return f"mxc://example.org/{name}"


def room(*, sealed: bool) -> Room:
    return Room("!a:b", {("m.room.encryption", ""): Fact({}, "")} if sealed else {})


async def given(view: View, here: Room, shelf: Shelf) -> list[dict[str, Any]]:
    return [each async for each in documents(view, here, shelf)]


async def test_open_room_is_given_two_files() -> None:
    shelf = Shelf()

    said = await given(export_view(HELD, now=NOW), room(sealed=False), shelf)

    assert [each["url"] for each in said] == [f"mxc://example.org/{name}" for name in shelf.files]
    assert all(each["msgtype"] == "m.file" and each["m.mentions"] == {} for each in said)
    assert all(b"liming in autumn" in data for data in shelf.files.values())


async def test_encrypted_room_is_told_the_words_and_nothing_is_laid_open() -> None:
    shelf = Shelf()
    view = export_view(HELD, now=NOW)

    said = await given(view, room(sealed=True), shelf)

    assert "".join(each["body"] for each in said) == view.markdown
    assert shelf.files == {}


async def test_other_answers_bring_no_files() -> None:
    done = NoticeView(NoticeKind.DONE, "Done.")

    assert await given(done, room(sealed=False), Shelf()) == []
