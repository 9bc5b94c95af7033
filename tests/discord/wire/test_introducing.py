"""A guild that invites the bot is told once what it reads and keeps, and how to be rid of it."""

from collections.abc import Sequence

from tests.discord.double.world import Room
from tests.discord.wire.conftest import Town, until


def greetings(rooms: Sequence[Room]) -> list[str]:
    texts = [post.text for room in rooms for post in room.posts.values()]
    return [text for text in texts if "privacy" in text]


async def test_guild_is_told_once_what_is_kept(town: Town) -> None:
    beds = await town.stage.room("beds")
    async with town.listening() as ear:
        await ear.is_ready()
        await ear.caught_up()
        assert greetings([beds]) == []

        for _ in range(2):
            await town.stage.expel()
            await town.stage.invite()
            await until(lambda: bool(greetings([beds])))
            await ear.caught_up()
        assert len(greetings([beds])) == 1
        await town.stage.post(beds, town.ada, "Does copper help?")
        await ear.until(3)

        [greeting] = greetings([beds])
        for verb in ("notice", "forget", "optout"):
            assert f"/privacy {verb}" in greeting
        assert await ear.asked() == ["Does copper help?"]
