"""How firmly structure is asked for: a JSON schema, any JSON object, or in words alone.

Servers that call themselves compatible refuse the first, or take it and answer with prose, or with
nothing. So what counts is what came back; and what served last is asked for first.
"""

from asyncio import Semaphore
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, TypeVar

from bot.clock import Clock
from bot.errors import ModelAway, ModelRefused, RungRefused
from bot.llm.endpoint.answers import Unusable, items_of
from bot.llm.endpoint.breaker import Breaker
from bot.llm.endpoint.gauge import Gauge
from bot.model import ChannelRef, Completion, Prompt, Rung, Usage
from bot.ports import Endpoint, Purse

RUNGS: Final = tuple(Rung)
_TRIES: Final = 2
"""So often a rung may fail in a row where a lower one serves, before it is given up."""
_LEASE: Final = 200
"""After so many calls a rung that was given up is tried again: servers are brought up to date."""

_USELESS: Final = 3
_REST: Final = timedelta(minutes=10)

_Heard = TypeVar("_Heard")


class Ladder:
    """Asks an endpoint for lists of items, on the highest rung that serves. One an endpoint.

    So many ask `at_a_time`, and the others wait. A model that answers, and nothing of use so often
    in a row, is left alone for a while.
    """

    def __init__(
        self, endpoint: Endpoint, purse: Purse, gauge: Gauge, now: Clock, *, at_a_time: int = 2
    ) -> None:
        self._endpoint, self._purse = endpoint, purse
        self.gauge = gauge
        self._turns = Semaphore(at_a_time)
        self._breaker = Breaker(now, in_a_row=_USELESS, pause=_REST, counted=Unusable)
        self._failed = dict.fromkeys(RUNGS, 0)
        self._calls = 0

    @property
    def name(self) -> str:
        """The model that is asked, as set."""
        return self._endpoint.name

    @property
    def rung(self) -> Rung:
        """The highest one that was not given up."""
        return next((rung for rung in RUNGS if self._failed[rung] < _TRIES), RUNGS[-1])

    async def ask(
        self,
        channel: ChannelRef,
        prompt: Prompt,
        hear: Callable[[list[Mapping[str, Any]]], _Heard],
    ) -> tuple[_Heard, Completion]:
        """What is heard in the items of the answer; `hear` raises Unusable where it is nothing.

        Raises Unusable where no rung brings anything, ModelAway, ModelRefused and OverBudget.
        """
        async with self._turns:  # before the breaker: it may shut while one waits
            with self._breaker.watched():
                return await self._climb(channel, prompt, hear)

    async def _climb(
        self,
        channel: ChannelRef,
        prompt: Prompt,
        hear: Callable[[list[Mapping[str, Any]]], _Heard],
    ) -> tuple[_Heard, Completion]:
        fallen: list[Rung] = []
        unusable: Unusable | None = None
        for rung in RUNGS[RUNGS.index(self.rung) :]:
            try:
                completion = await self._paid(channel, replace(prompt, rung=rung))
                heard = hear(items_of(completion))
            except RungRefused:
                fallen += [rung] * _TRIES
            except Unusable as failed:
                unusable = failed
                fallen.append(rung)
            else:
                self._remember(rung, fallen)
                return heard, completion
        if unusable is None:
            raise RungRefused("The language model's endpoint refuses what is asked of it.")
        raise unusable

    def _remember(self, served: Rung, fallen: list[Rung]) -> None:
        self._calls += 1
        self._failed[served] = 0
        for rung in fallen:
            self._failed[rung] += 1
        if self._calls % _LEASE == 0:
            self._failed = dict.fromkeys(RUNGS, 0)

    async def _paid(self, channel: ChannelRef, prompt: Prompt) -> Completion:
        """One call, paid for: what it took, or all that was set aside where nobody knows."""
        await self._purse.ask(channel, prompt.most)
        used = prompt.most
        try:
            completion = await self._endpoint.complete(prompt)
            self.gauge.learn(prompt.task + prompt.matter, completion.usage)
            used = completion.usage or self._guess(prompt, completion)
        except ModelAway as away:
            used = prompt.most if away.may_cost else Usage()
            raise
        except ModelRefused:
            used = Usage()
            raise
        finally:
            await self._purse.pay(channel, prompt.most, used)
        return completion

    def _guess(self, prompt: Prompt, completion: Completion) -> Usage:
        return Usage(
            self.gauge.tokens(prompt.task + prompt.matter), self.gauge.tokens(completion.text)
        )
