"""`ports.CloseReader`: messages split by a model, each item proven by the words it quotes."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Final

from bot.llm.endpoint.answers import Unusable
from bot.llm.endpoint.ladder import Ladder
from bot.llm.sending.control import LEAD
from bot.llm.sending.excerpts import portions
from bot.llm.sending.prompt import Scribe
from bot.llm.tasks.reading import believed, prompt_of, proven
from bot.llm.tasks.titling import titled
from bot.model import Act, Excerpt, Message, MessageRef, Reading
from bot.ports import Consent

READING_VERSION: Final = "3"
"""Changes whenever a model may be asked, or heard, in another way."""
_CONTROL: Final = frozenset(line["id"] for line in LEAD)


class ModelReader:
    """Reads excerpts by the model behind a ladder. Nothing is sent without consent."""

    def __init__(
        self, ladder: Ladder, consent: Consent, scribe: Scribe, *, batch_tokens: int
    ) -> None:
        self._ladder, self._consent, self._scribe = ladder, consent, scribe
        self._batch_tokens = batch_tokens

    @property
    def version(self) -> str:
        return f"{READING_VERSION}:{self._ladder.name}"

    async def read(self, excerpt: Excerpt) -> Reading:
        """As in `ports.CloseReader`. What is too long for a call is left unread, and so is what
        the excerpt holds of people who may not be heard.
        """
        allowed = await self._consent.given((*excerpt.context, *excerpt.messages))
        heard = replace(
            excerpt,
            messages=_of(allowed, excerpt.messages),
            context=_of(allowed, excerpt.context),
            people=excerpt.everybody,
        )
        acts: dict[MessageRef, tuple[Act, ...]] = {}
        titles: dict[MessageRef, str] = {}
        unread = dict.fromkeys((message.ref for message in heard.messages), "not-sent")
        dropped = Counter[str]()
        model = self._ladder.name
        for portion in portions(heard, self._ladder.gauge, self._batch_tokens):
            try:
                found = await self._portion(portion)
            except Unusable as failed:
                unread |= dict.fromkeys((each.ref for each in portion.messages), failed.why)
                dropped[failed.why] += 1
            else:
                model = found.model
                acts |= found.acts
                titles |= found.titles
                dropped.update(found.dropped)
        left = {ref: why for ref, why in unread.items() if ref not in acts}
        return Reading(model, acts, left, dict(dropped), titles)

    async def _portion(self, portion: Excerpt) -> Reading:
        sheet = self._scribe.sheet(portion, LEAD)
        channel = portion.messages[0].ref.channel
        prompt = prompt_of(sheet, self._ladder.gauge)
        hear = partial(believed, sheet=sheet)
        items, completion = await self._ladder.ask(channel, prompt, hear)
        acts, dropped = proven(items, sheet, completion.model, _CONTROL)
        titles, refused = titled(items, sheet)
        return Reading(completion.model, acts, {}, dropped + refused, titles)


def _of(allowed: Collection[MessageRef], messages: tuple[Message, ...]) -> tuple[Message, ...]:
    return tuple(message for message in messages if message.ref in allowed)
