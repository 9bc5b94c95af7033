"""The real stages keep their word on how far they look: derived bit by bit == derived at once.

Talk long enough that every window ends somewhere, read in parts and out of order, then edited,
deleted, marked and reacted to.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.extraction import extract
from bot.ingest import Ingest, derive
from bot.model import (
    Act,
    Arrival,
    Author,
    AuthorId,
    Channel,
    ChannelKind,
    Deleted,
    Edited,
    Mark,
    Marked,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Posted,
    Reacted,
    Reaction,
)
from bot.store import open_store
from tests.unit.store.garden import NOON, channel, url

PEOPLE = [Author(AuthorId(name.lower()), name) for name in ("Ann", "Bo", "Cy", "Dov", "Eve")]
OPENERS = ["", "", "", "Bo: ", "ann, ", "@Cy ", "thanks! ", "> it rained\n"]
SAYINGS = [
    "is the {} wet?",
    "how do I clean the {}, and why does it leak?",
    "the {} is old",
    "try to warm the {} first",
    "it worked, thanks",
    "anyone know where the {} went",
    "which {} do you mean?",
    "probably the {}, not sure though",
    "I think that the {} froze because it was cold",
    "nvm found it",
    "same here",
]
THINGS = ["soil", "pump", "adapter", "shed", "compost", "frost cloth", "hose", "lime"]


class Rules:
    version = "rules"

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        return [extract(message.text) for message in messages]


def talk(random: Random, where: Channel, length: int) -> list[Posted]:
    def reply_to(i: int) -> MessageId | None:
        near, far = max(0, i - random.randint(1, 9)), random.randint(0, i)
        return MessageId(f"{random.choice([near, near, near, far]):04}")

    return [
        Posted(
            where,
            Message(
                MessageRef(where.ref, MessageId(f"{i:04}")),
                random.choice(PEOPLE),
                NOON + timedelta(seconds=40 * i),
                saying(random),
                reply_to=reply_to(i) if random.random() < 0.15 and i else None,
            ),
        )
        for i in range(length)
    ]


def saying(random: Random) -> str:
    return random.choice(OPENERS) + random.choice(SAYINGS).format(random.choice(THINGS))


def afterthoughts(random: Random, posts: Sequence[Posted]) -> list[Arrival]:
    found: list[Arrival] = []
    for post in random.sample(posts, 12):
        ref, at = post.message.ref, post.message.at + timedelta(days=1)
        mark = Mark(ref.message, MarkKind.RESOLVED, ref, post.message.text, PEOPLE[0].id, at)
        found += [
            random.choice(
                [
                    Edited(ref, saying(random), at),
                    Deleted(ref, at),
                    Reacted(ref, Reaction("✅", post.message.author.id, at)),
                    Marked(replace(mark, kind=random.choice(list(MarkKind)))),
                ]
            )
        ]
    return found


@pytest.mark.parametrize("kind", ChannelKind)
async def test_ledger_derived_bit_by_bit_is_the_ledger_derived_at_once(
    tmp_path: Path, kind: ChannelKind
) -> None:
    random = Random(f"{kind} 7")  # noqa: S311  (a plot, not a secret)
    where = channel("beds", kind=kind)
    posts = talk(random, where, 640)
    late = random.sample(posts, 5)
    early = [post for post in posts if post not in late]
    changes = afterthoughts(random, posts)
    marks = [change.mark for change in changes if isinstance(change, Marked)]
    batches = [early[:250], early[250:600], early[600:], late, changes[:1], changes[1:]]
    async with open_store(url(tmp_path / "ledger.db"), clock=lambda: NOON) as store:
        ingest = Ingest(store, Rules())
        for batch in batches:
            await ingest.ingest(batch)
        thread = await store.thread("beds")

    whole = derive(thread.turns, marks, kind=kind)
    assert len(whole.entries) > 200
    for record, entry in zip(thread.records, whole.entries, strict=True):
        assert record.entry == entry
