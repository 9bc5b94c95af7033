"""What leads into a clause and is no part of it: conjunctions, interjections, names of others.

Needs a reading and the position of a word. Gives the position where the clause itself begins.
"""

from typing import Final

from bot.extraction.openings import Opening, opening_at
from bot.extraction.reading import Reading
from bot.extraction.tokens import Kind

SHORT: Final = 2
"""Words of a question behind a bare name that need no verb: "anna what size"."""
SKIP: Final = 3
"""Conjunctions and openers that may stand before the first word of a clause."""


def content_start(reading: Reading, at: int) -> int:
    """The first word from `at` on that is neither conjunction nor opener, close by."""
    end = min(at + SKIP, len(reading.words))
    for i in range(at, end):
        if reading.words[i] not in reading.lexicon.words.skipped or _opens_phrase(reading, i):
            return i
    return end


def behind_if_so(reading: Reading, at: int) -> Opening | None:
    """What opens behind a condition on the question before: "if so, | who ..."."""
    ends = [hit.end for hit in reading.starting(at) if hit.cue == "if-so"]
    return opening_at(reading, content_start(reading, max(ends))) if ends else None


def clause_start(reading: Reading, at: int) -> int:
    """Where the clause begins that is led into at `at`. The last word is never skipped."""
    opens_sentence = at == 0
    last = len(reading.words) - 1
    while at < last:
        if _leads(reading, at, opens_sentence=opens_sentence) and not _opens_phrase(reading, at):
            at += 1
            continue
        behind = _behind_filler(reading, at)
        if behind == at:
            break
        at = behind
    return at


def _behind_filler(reading: Reading, at: int) -> int:
    """Where a question opens behind words that gain time: "i mean | how does ...", else `at`."""
    ends = [hit.end for hit in reading.starting(at) if hit.cue == "filler"]
    if not ends:
        return at
    begins = content_start(reading, max(ends))
    opening = opening_at(reading, begins)
    return begins if opening is not None and opening.sure else at


def lead_start(reading: Reading, start: int) -> int:
    """Where a sentence begins whose first clause starts at `start`, with its conjunction.

    Interjections and names stay out: "Ah, | and so it ended."
    """
    words = reading.lexicon.words
    while start > 0 and reading.words[start - 1] in words.leading:
        start -= 1
    return start


def _leads(reading: Reading, at: int, *, opens_sentence: bool) -> bool:
    word, words = reading.words[at], reading.lexicon.words
    if reading.gaps[at] is Kind.ASKS and word not in words.junction:
        return False
    if word in words.junction or word in words.interjection:
        return True
    if reading.tokens[at].kind is not Kind.WORD:
        return reading.tokens[at].kind is Kind.MENTION
    called = reading.gaps[at + 1] in (Kind.COMMA, Kind.COLON)
    if word in words.opener:
        return called
    if not opens_sentence:
        return _gives_reason(reading, at)
    return word not in words.known and (called or _asks_by_name(reading, at + 1))


def _gives_reason(reading: Reading, at: int) -> bool:
    """Inside a sentence: "because", or the "that" of "given that"."""
    words = reading.lexicon.words
    follows = reading.words[at] in words.complementizer and reading.words[at - 1] in words.reason
    return follows or reading.words[at] in words.reason


def _asks_by_name(reading: Reading, at: int) -> bool:
    """A question word follows what may be a name: "anna what did you ..."."""
    opening = opening_at(reading, at)
    if opening is None or opening.cue != "wh-start":
        return False
    return opening.sure or len(reading.words) - at <= SHORT


def _opens_phrase(reading: Reading, at: int) -> bool:
    """The word is the first of a phrase that asks ("no idea why"), not an opener ("no, ...")."""
    return any(
        hit.cue in ("indirect-question", "elliptic-question") and not hit.closes
        for hit in reading.starting(at)
    )
