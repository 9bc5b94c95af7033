"""Chat that nobody wrote: seeded, endless, and mixed like a busy community's.

Some 15 of 100 messages ask something, asking back included; a question gets none to three replies,
often in the midst of other talk, with the reply button used now and then.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

ASKING = 0.12
PEOPLE = tuple(
    first + last
    for first in ("an", "bri", "cor", "da", "el", "fin", "gis", "ho", "il", "jo")
    for last in ("da", "mar", "nel", "ris")
)
THINGS = ("the kettle", "the blue boat", "my sensor", "the east gate", "that recipe", "the pump",
          "the spring map", "our old router", "the choir tape", "the greenhouse")  # fmt: skip
DOES = ("stops", "leaks", "starts late", "hums", "fits", "turns up", "loses its setting")
WHEN = ("after rain", "on Mondays", "at night", "since the update", "with a full load", "in winter")
ASKS = (
    "does anyone know why {thing} {does} {when}?",
    "how do I keep {thing} dry {when}? It {does} and I have tried {n} things",
    "is it normal that {thing} {does} {when}, or is it just mine?",
    "which size of seal does {thing} need",
    "I wonder whether {thing} {does} {when} because of the heat.",
    "They say {thing} lasts {n} years, would that hold {when}? And if so, what breaks first?",
)
ANSWERS = (
    "yes, {thing} always {does} {when}, you need a spacer of {n} mm",
    "that is the seal, replace it and it works",
    "maybe {thing}, but I have never seen it {when}",
    "which model is it, the one that {does} {when}?",
    "turn it off, wait {n} minutes, turn it on again. That fixed it for me",
    "see the wiki, page {n}",
)
THANKS = ("that worked, thank you!", "thanks", "still the same, sadly", "never mind, found it")
TALK = (
    "{thing} {does} {when}",
    "good morning all, {n} degrees here",
    "I walked {n} km {when} and saw nobody",
    "haha, same here with {thing}",
    "The price of {thing} went up by {n} percent, which I think is too much.",
    "could somebody move {thing} to the other room please",
    "photo of {thing} follows at {n} past, the light is too bad now",
)


def lines(messages: int, *, channels: int = 20, seed: int = 1) -> Iterator[str]:
    """`messages` lines of the JSONL protocol, in the order of time."""
    dice = Random(seed)
    at = datetime(2026, 1, 5, 8, tzinfo=UTC)
    rooms = [_Room(f"room-{number}", dice) for number in range(channels)]
    for number in range(messages):
        at += timedelta(seconds=dice.expovariate(1 / 20))
        yield json.dumps(dice.choice(rooms).next(f"m{number}", at), ensure_ascii=False)


class _Room:
    """A channel in which several conversations go on at once."""

    def __init__(self, name: str, dice: Random) -> None:
        self._name, self._dice = name, dice
        self._due: list[tuple[str, str, str]] = []  # asker, message, what comes: answer or thanks

    def next(self, id_: str, at: datetime) -> dict[str, object]:
        line: dict[str, object] = {"id": id_, "channel": self._name, "at": at.isoformat()}
        roll = self._dice.random()
        if roll < ASKING:
            line |= self._question(id_)
        elif self._due and roll < ASKING + 0.35:
            line |= self._response(id_)
        else:
            line |= {"author": self._dice.choice(PEOPLE), "text": self._say(TALK)}
        return line

    def _question(self, id_: str) -> dict[str, object]:
        asker = self._dice.choice(PEOPLE)
        replies = self._dice.choices((0, 1, 2, 3), (40, 35, 17, 8))[0]
        self._due += [(asker, id_, "answer")] * replies
        return {"author": asker, "text": self._say(ASKS)}

    def _response(self, id_: str) -> dict[str, object]:
        asker, question, kind = self._due.pop(self._dice.randrange(min(3, len(self._due))))
        if kind == "thanks":
            return {"author": asker, "text": self._dice.choice(THANKS)}
        helper = self._dice.choice([name for name in PEOPLE if name != asker])
        if self._dice.random() < 0.4:
            self._due.append((asker, id_, "thanks"))
        text = self._say(ANSWERS)
        if self._dice.random() < 0.3:
            return {"author": helper, "text": text, "reply_to": question}
        named = self._dice.random() < 0.5
        return {"author": helper, "text": f"{asker}: {text}" if named else text}

    def _say(self, sentences: tuple[str, ...]) -> str:
        return self._dice.choice(sentences).format(
            thing=self._dice.choice(THINGS),
            does=self._dice.choice(DOES),
            when=self._dice.choice(WHEN),
            n=self._dice.randrange(2, 40),
        )
