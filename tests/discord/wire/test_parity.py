"""Two doubles by different people see the same bot: what it sends to one, it sends to the other."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import simcord

from bot.clock import utc_now
from bot.settings import DiscordSettings
from tests.discord.behaviour.world import World, bot, opened
from tests.discord.double.world import Room
from tests.discord.wire.conftest import Ear, Town, until

Sent = tuple[str, str, Any]


class Place(Protocol):
    """Somewhere that people can post and ask: one channel, two people."""

    async def post(self, text: str) -> None:
        """Ada posts, nine days ago."""
        ...

    async def ask(self, *words: str, **options: Any) -> None:
        """Ben types a command, and waits for the answer."""
        ...

    def sent(self) -> list[Sent]:
        """What the bot sent since it was started, without what is different each time."""
        ...


async def scenario(place: Place) -> list[Sent]:
    await place.post("How deep should I sow the carrots, and when is it too late for beans?")
    await place.post("Is @everyone coming on **Sunday**? See [here](https://example.org).")
    await place.ask("questions", "open")
    await place.ask("questions", "why", number="1")
    await place.ask("questions", "find", text="beans")
    await place.ask("questions", "show", number="99")
    await place.ask("questions", "take", number="2")
    await place.ask("questions", "dismiss", number="2")
    await place.ask("thread")
    await place.ask("status")
    return place.sent()


async def test_both_doubles_are_sent_the_same(town: Town, tmp_path: Path) -> None:
    room = await town.stage.room("beds")
    async with town.listening() as ear:
        await ear.caught_up()
        on_loopback = await scenario(OnLoopback(town, ear, room))
    # The simulator comes last: it leaves parts of the library in its own hands.
    (tmp_path / "simulated").mkdir()
    async with (
        opened(tmp_path / "simulated", DiscordSettings()) as (house, clock),
        simcord.run(bot(house)) as env,
    ):
        world = World(env, house, clock, env.create_guild(name="Allotment"))
        simulated = await scenario(Simulated(world))

    assert len(simulated) >= 16
    assert on_loopback == simulated


class Simulated:
    def __init__(self, world: World) -> None:
        self._world = world
        self._beds = world.guild.create_text_channel("beds")
        self._ada, self._ben = world.member("Ada"), world.member("Ben")

    async def post(self, text: str) -> None:
        await self._world.posted(self._beds, self._ada, text)

    async def ask(self, *words: str, **options: Any) -> None:
        await self._ben.slash(self._beds, " ".join(words), **options)

    def sent(self) -> list[Sent]:
        sent = self._world.env.http_requests
        return answers((each.method, each.path, each.json) for each in sent)


@dataclass
class OnLoopback:
    town: Town
    ear: Ear
    beds: Room
    posts: int = 0
    asked: int = 0

    async def post(self, text: str) -> None:
        self.posts += 1
        at = utc_now() - timedelta(days=9) + timedelta(minutes=self.posts)
        await self.town.stage.post(self.beds, self.town.ada, text, at=at)
        await self.ear.until(self.posts)

    async def ask(self, *words: str, **options: Any) -> None:
        self.asked += 1
        await self.town.stage.command(self.town.ben, self.beds, *words, **options)
        await until(lambda: len(self.town.double.answered) == 2 * self.asked)

    def sent(self) -> list[Sent]:
        return answers((call.method, call.path, call.body) for call in self.town.double.calls)


def answers(sent: Iterable[Sent]) -> list[Sent]:
    """What was said to people, with ids, tokens and moments left out."""
    return [
        (method, _told(path), _told(body))
        for method, path, body in sent
        if path.startswith(("/interactions/", "/webhooks/"))
    ]


def _told(value: Any) -> Any:
    match value:
        case str():
            return re.sub(r"(?<=/)(?:token-)?[\w.-]{18,}(?=/|$)|\d{9,}", "…", value)
        case dict():
            return {key: _told(each) for key, each in value.items()}
        case list():
            return [_told(each) for each in value]
        case _:
            return value
