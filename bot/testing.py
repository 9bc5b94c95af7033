"""What every `ports.Extractor` must do, for plug-ins to prove themselves by.

Asks for pytest and Hypothesis, which a plug-in's tests bring along:

    class TestMine(ExtractorContract):
        def extractor(self) -> Extractor:
            return Mine()
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import (
    Act,
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    CommunityId,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Question,
)
from bot.ports import Extractor

PIECES = (
    "the lid is loose, and the bees know it",
    "is it the lid",
    "If so, who closed it?",
    "(or was it the wind?)",
    "I wonder whether it fits",
    "¿dónde está la tapa?",
    "これはなぜですか。",
    "> quoted?\n",
    "```\ncode?\n```\n",
    "- an entry: does it end\n",
    ", and ",
    "? ",
    "... ",
    "\n\n",
    "🎉",
    "\x00",
    "\u202e",
    "(((",
    '"',
    "https://example.org/?q=1 ",
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(alphabet="aA .,?!:-()\n>`\"'¿か", max_size=60),
)
CHANNEL = ChannelRef(Platform.IMPORT, CommunityId("c"), ChannelId("r"))


def message(text: str, number: int = 0) -> Message:
    """A message as an extractor gets it."""
    return Message(
        ref=MessageRef(CHANNEL, MessageId(str(number))),
        author=Author(AuthorId("mira"), "mira"),
        at=datetime(2026, 1, 1, tzinfo=UTC),
        text=text,
    )


SHARED = [HealthCheck.differing_executors]
"""One body for many classes is meant: none of them keeps anything from one example to the next."""


class ExtractorContract:
    """One body for every extractor. `extractor` may give the same one each time, or a new one."""

    def extractor(self) -> Extractor:
        raise NotImplementedError

    def acts(self, text: str) -> tuple[Act, ...]:
        return asyncio.run(self._extract([text]))[0]

    async def _extract(self, texts: list[str]) -> list[tuple[Act, ...]]:
        return await self._read([message(text, i) for i, text in enumerate(texts)])

    async def _read(self, messages: Sequence[Message]) -> list[tuple[Act, ...]]:
        return list(await self.extractor().extract(messages))

    @given(TEXTS)
    @settings(max_examples=150, suppress_health_check=SHARED)
    def test_acts_are_in_bounds_sorted_and_do_not_overlap(self, text: str) -> None:
        end = 0
        for act in self.acts(text):
            assert end <= act.span.start < act.span.end <= len(text)
            end = act.span.end

    @given(TEXTS)
    @settings(max_examples=150, suppress_health_check=SHARED)
    def test_context_and_dependence_point_back(self, text: str) -> None:
        acts = self.acts(text)
        for i, act in enumerate(acts):
            if isinstance(act, Question):
                assert all(0 <= earlier < i for earlier in act.context)
                assert list(act.context) == sorted(set(act.context))
                if act.depends_on is not None:
                    assert 0 <= act.depends_on < i
                    assert isinstance(acts[act.depends_on], Question)

    @given(TEXTS)
    @settings(max_examples=100, suppress_health_check=SHARED)
    def test_every_act_has_reasons_and_probabilities(self, text: str) -> None:
        for act in self.acts(text):
            assert act.reasons
            assert 0 <= act.score <= 1
            if isinstance(act, Question):
                assert 0 <= act.genuine <= 1
            for reason in act.reasons:
                if reason.span is not None:
                    assert 0 <= reason.span.start < reason.span.end <= len(text)

    @given(st.lists(TEXTS, max_size=4))
    @settings(max_examples=50, suppress_health_check=SHARED)
    def test_each_message_is_read_alone_and_always_the_same(self, texts: list[str]) -> None:
        together = asyncio.run(self._extract(texts))
        assert together == [self.acts(text) for text in texts]

    @pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\ud800", "🎉", "?", "¿", "(", "```"])
    def test_no_text_is_too_odd(self, text: str) -> None:
        assert len(self.acts(text)) <= 1

    def test_what_the_platform_says_is_no_act(self) -> None:
        joined = replace(message("mira joined, is anyone here?"), system=True)
        (acts,) = asyncio.run(self._read([joined]))
        assert acts == ()

    def test_a_version_names_the_rules(self) -> None:
        assert self.extractor().version
