"""`ports.Judge`: what replies do for a question, said by a model and proven by their words."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from bot.llm.endpoint.answers import Unusable
from bot.llm.endpoint.ladder import Ladder
from bot.llm.sending.excerpts import is_readable, portions
from bot.llm.sending.prompt import Scribe
from bot.llm.tasks.judging import LEAD, controlled, prompt_of, proven
from bot.model import Excerpt, Inquiry, Judging, MessageRef, Opinion
from bot.ports import Consent

JUDGING_VERSION: Final = "2"
"""Changes whenever a model may be asked, or heard, in another way."""


class ModelJudge:
    """Judges by the model behind a ladder. Nothing is sent without consent, and what the model says
    with less than `confidence` is not said at all.
    """

    def __init__(
        self,
        ladder: Ladder,
        consent: Consent,
        scribe: Scribe,
        *,
        batch_tokens: int,
        confidence: float,
    ) -> None:
        self._ladder, self._consent, self._scribe = ladder, consent, scribe
        self._batch_tokens, self._confidence = batch_tokens, confidence

    @property
    def version(self) -> str:
        return f"{JUDGING_VERSION}:{self._ladder.name}"

    async def judge(self, inquiry: Inquiry) -> Judging:
        """As in `ports.Judge`."""
        allowed = await self._consent.given((inquiry.post, *inquiry.replies))
        if inquiry.post.ref not in allowed or not is_readable(inquiry.post):
            return Judging()
        replies = tuple(reply for reply in inquiry.replies if reply.ref in allowed)
        people = Excerpt(inquiry.replies, people=inquiry.people).everybody
        gauge = self._ladder.gauge
        room = self._batch_tokens - gauge.tokens(inquiry.post.text)
        opinions, dropped = list[Opinion](), Counter[str]()
        unheard = set[MessageRef]()
        for portion in portions(Excerpt(replies, people=people), gauge, room):
            try:
                said, lost = await self._portion(inquiry, portion)
            except Unusable as failed:
                unheard.update(reply.ref for reply in portion.messages)
                dropped[failed.why] += 1
            else:
                opinions += [opinion for opinion in said if opinion.score >= self._confidence]
                dropped += lost
        return Judging(tuple(opinions), dict(dropped), unheard)

    async def _portion(
        self, inquiry: Inquiry, portion: Excerpt
    ) -> tuple[Collection[Opinion], Counter[str]]:
        post = inquiry.post
        sheet = self._scribe.sheet(replace(portion, context=(post, *portion.context)), LEAD)
        asked = sheet.veil.over(inquiry.span.of(post.text))
        number = next(at for at, each in sheet.messages.items() if each.message is post)
        prompt = prompt_of(sheet, asked, number, self._ladder.gauge)
        items, completion = await self._ladder.ask(post.ref.channel, prompt, controlled)
        opinions, dropped = proven(items, sheet, inquiry, asked, completion.model)
        return opinions.values(), dropped
