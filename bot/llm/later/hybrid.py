"""Rules at once, a model later: which messages it is to read, and what both say together.

Pure: the live ledger and a replay both come from here.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot.llm.sending.excerpts import is_readable
from bot.llm.tasks.weighing import unsure, weighed
from bot.model import Act, Message, Question, Refinement
from bot.ports import Extractor

if TYPE_CHECKING:
    from bot.llm.extractor import ModelExtractor

SHORTEST: Final = 3
"""Words below which a message is chatter, whatever it is."""
LIKELY: Final = 0.61
"""From this probability on what the rules take for no question needs no second look. Chosen on the
labels of Molweni (Apache-2.0): 17 % of its messages are read then, with 48 % of all mistakes.
"""


def is_worth_reading(message: Message, acts: Sequence[Act]) -> bool:
    """Whether the rules are unsure of a message in which people talk to people: chatter is never
    worth a call.
    """
    is_talk = is_readable(message) and not message.author.is_bot
    return is_talk and len(message.text.split()) >= SHORTEST and any(map(_may_be_wrong, acts))


def _may_be_wrong(act: Act) -> bool:
    """Whether it may ask something else than the rules say."""
    return unsure(act) if isinstance(act, Question) else act.score < LIKELY


def refined(by_rules: tuple[Act, ...], refinement: Refinement) -> tuple[Act, ...]:
    """What was read out of a message: the rules' word, and a model's where they are unsure."""
    return weighed(by_rules, refinement.acts)[0]


class HybridExtractor:
    """`ports.Extractor`: the rules, and the model's word on what they are unsure of."""

    def __init__(self, rules: Extractor, deep: "ModelExtractor") -> None:
        self._rules, self._deep = rules, deep

    @property
    def version(self) -> str:
        return f"hybrid:{self._deep.version}"

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        """As in `ports.Extractor`."""
        found = list(await self._rules.extract(messages))
        unclear = [i for i, m in enumerate(messages) if is_worth_reading(m, found[i])]
        people = {message.author for message in messages}
        read = await self._deep.extract_among([messages[i] for i in unclear], people)
        for i, acts in zip(unclear, read, strict=True):
            found[i] = acts
        return found
