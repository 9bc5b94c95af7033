"""How many tokens a text makes, guessed before it is sent and set right by what is told after."""

from typing import Final

from bot.model import Usage

_CHARACTERS: Final = 4
"""So many characters of English make a token, by OpenAI's own rule of thumb. Of other scripts a
character makes about one: that errs on the side of more.
"""
_LEAST, _MOST, _WEIGHT = 0.5, 4.0, 0.2


class Gauge:
    """Guesses tokens. The guess follows what the endpoint tells of calls that were made."""

    def __init__(self) -> None:
        self._factor = 1.0

    def tokens(self, text: str) -> int:
        """How many tokens the text will make, rounded up."""
        return round(_plain(text) * self._factor) + 1

    def learn(self, text: str, usage: Usage | None) -> None:
        """From a text that was sent, and what the endpoint says that it took."""
        guess = _plain(text)
        if usage is None or usage.sent <= 0 or guess == 0:
            return
        told = min(_MOST, max(_LEAST, usage.sent / guess))
        self._factor += _WEIGHT * (told - self._factor)


def _plain(text: str) -> float:
    ascii_ = sum(map(str.isascii, text)) if not text.isascii() else len(text)
    return ascii_ / _CHARACTERS + (len(text) - ascii_)
