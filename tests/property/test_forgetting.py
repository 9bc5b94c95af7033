"""Whoever is forgotten, in the middle of whatever happens: nothing of them is left, nothing brings
it back, and what is left is what a ledger would be that never heard of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis.stateful import initialize, rule

from bot.model import NOBODY, Author, Person, Posted, Wish, Wished
from tests.property.test_replay import CHANNELS, START, Machine, people, template

__all__ = ["template"]

LATEST = START + timedelta(hours=1)
"""After all that happens in the talk."""


class Forgetting(Machine):
    @initialize()
    def open(self) -> None:
        super().open()
        self.forgotten: set[str] = set()
        self.posted: list[Posted] = []

    @rule(who=people)
    def forget(self, who: Author) -> None:
        here = CHANNELS[0].ref
        person = Person(here.platform, who.id, here.community)
        self.forgotten.add(who.id)
        self.batch.append(Wished(person, Wish.FORGET, LATEST))

    @rule()
    def take_in(self) -> None:
        self.posted += [arrival for arrival in self.batch if isinstance(arrival, Posted)]
        super().take_in()

    async def check(self) -> None:
        with self.marks_as_kept():
            await super().check()

    async def replay(self) -> None:
        again = [each for each in self.posted if each.message.author.id in self.forgotten]
        await self.live.ingest.ingest(again)
        for name in self.live.channels():
            for turn in (await self.live.store.thread(name)).turns:
                named = {turn.message.author.id, *turn.message.mentions}
                named |= {reaction.by for reaction in turn.message.reactions}
                assert named.isdisjoint(self.forgotten)
        with self.marks_as_kept():
            await super().replay()

    @contextmanager
    def marks_as_kept(self) -> Iterator[None]:
        """Verdicts stay, without who gave them."""
        said, self.marks = (
            self.marks,
            {
                id_: replace(mark, by=NOBODY) if mark.by in self.forgotten else mark
                for id_, mark in self.marks.items()
            },
        )
        try:
            yield
        finally:
            self.marks = said


TestForgetting = Forgetting.TestCase
TestForgetting.settings = settings(Machine.TestCase.settings, max_examples=12)
