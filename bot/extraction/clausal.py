"""Whether words make a clause: a subject, and a verb behind it.

Needs a reading and the position of a word. No tagger: a list of verbs, the endings of the others,
and the word behind a pronoun.
"""

from typing import Final

from bot.extraction.reading import Reading

SUBJECT: Final = 8
"""Words of a clause among which its verb must come."""
RELATIVE: Final = 4
"""Words from which on a relative clause is a statement of its own."""
RELATIVE_END: Final = 40
"""Words among which it must end."""
SHORTEST: Final = 5
"""Letters that a verb has at least where only its ending tells it."""


def is_clausal(reading: Reading, at: int) -> bool:
    """Subject and verb follow at `at`, before the next comma."""
    if not has_subject(reading, at):
        return False
    for i in range(at, min(at + SUBJECT, len(reading.words))):
        if i > at and reading.gaps[i] is not None:
            return False
        if is_verb(reading, i):
            return True
    return False


def has_subject(reading: Reading, at: int) -> bool:
    """What stands at `at` can be a subject, or "of course": not the last word, no preposition."""
    if at + 1 >= len(reading.words):
        return False
    leads_in = reading.words[at] in reading.lexicon.words.preposition
    return not leads_in or any(hit.cue == "booster" for hit in reading.starting(at))


def is_verb(reading: Reading, at: int) -> bool:
    word, words = reading.words[at], reading.lexicon.words
    if word in words.verb:
        return True
    after_pronoun = at > 0 and reading.words[at - 1] in words.pronoun
    return after_pronoun or (len(word) >= SHORTEST and word.endswith(words.endings))


def is_condition(reading: Reading, at: int) -> bool:
    return reading.words[at] in reading.lexicon.words.condition


def ends_statement(reading: Reading, at: int) -> bool:
    """The relative clause that begins at `at` ends its statement, and is none of its middle."""
    words = reading.lexicon.words
    near = range(at + 1, min(at + RELATIVE_END, len(reading.words)))
    closes = next((i for i in near if reading.gaps[i] is not None), len(reading.words))
    behind = reading.words[closes] if closes < len(reading.words) else None
    ends = behind is None or behind in words.skipped or behind in words.negation
    return ends and closes - at >= RELATIVE
