"""How a clause opens: like a question, or not.

Needs a reading and the position of a word. Gives the cue, the form, and whether it is sure enough
to cut a sentence there: word order that only a question has ("are you", "how big is"), or a phrase
that says that the writer does not know.
"""

from typing import NamedTuple

from bot.extraction.reading import Reading
from bot.model import Form

LOOK = 3
"""Words before the opening of a question that may be a name, a topic or talk."""
REACH = 6
"""Words after a question word among which verb and subject stand inverted ("how sensitive are")."""


_STATES = "order-of-a-statement"


class Opening(NamedTuple):
    """A question seems to begin at the word `start`; the cue covers [start, end)."""

    cue: str
    form: Form
    start: int
    end: int
    sure: bool


_PHRASES = {
    "indirect-question": Form.INDIRECT,
    "elliptic-question": Form.POLAR,
}


def opening_at(reading: Reading, at: int) -> Opening | None:
    """The opening of a question at the word `at`, None where there is none."""
    if at >= len(reading.words):
        return None
    words = reading.lexicon.words
    word = reading.words[at]
    for hit in reading.starting(at):
        if hit.cue in _PHRASES and not hit.closes and _unbroken(reading, hit.start, hit.end):
            return Opening(hit.cue, _form_of(reading, hit.cue, at), at, hit.end, sure=True)
    if word in words.wh:
        return _wh(reading, at, at)
    if (
        word in words.preposition
        and at + 1 < len(reading.words)
        and reading.words[at + 1] in words.wh
        and reading.gaps[at + 1] is None
    ):
        return _wh(reading, at, at + 1)
    return _polar(reading, at)


def opening_near(reading: Reading, start: int, end: int) -> Opening | None:
    """The opening at `start`, or one behind openers, a name or a topic.

    As in "ok anna what did you ...", "for the other one can we ...".
    """
    words = reading.lexicon.words
    for at in range(start, min(start + LOOK, end)):
        found = opening_at(reading, at)
        if found is not None and (at == start or _addresses(reading, found)):
            return found
        word = reading.words[at]
        if word in words.known and word not in words.opener and word not in words.preposition:
            return None
    return None


def _addresses(reading: Reading, opening: Opening) -> bool:
    """Sure enough to be looked for behind a name: a question word, or "... you"."""
    addressee = reading.lexicon.words.addressee
    if reading.words[opening.start] in reading.lexicon.words.preposition:
        return False
    if opening.cue == "polar-start":
        following = reading.words[opening.start + 1 : opening.start + 2]
        return not addressee.isdisjoint(following)
    return opening.sure or not addressee.isdisjoint(reading.words[opening.end : opening.end + 1])


def _unbroken(reading: Reading, start: int, end: int) -> bool:
    return all(gap is None for gap in reading.gaps[start + 1 : end])


def _form_of(reading: Reading, cue: str, at: int) -> Form:
    form = _PHRASES[cue]
    asks_why = form is Form.POLAR and reading.words[at] in reading.lexicon.words.wh
    return Form.WH if asks_why else form


def _wh(reading: Reading, at: int, wh: int) -> Opening:
    inverted = _inverted(reading, wh) or _asks_for_subject(reading, wh)
    sure = inverted and not _names(reading, wh)
    return Opening("wh-start", Form.WH, at, wh + 1, sure)


def _inverted(reading: Reading, wh: int) -> bool:
    """Verb before subject soon after the question word: "what is the", "which model are you"."""
    words, text = reading.lexicon.words, reading.words
    if "'" in text[wh] and text[wh] in words.wh:
        inverted = wh + 1 < len(text) and text[wh + 1] in words.subject
        return inverted or not reading.sentence.states
    for i in range(wh + 1, min(wh + 1 + REACH, len(text) - 1)):
        if reading.gaps[i] is not None or (i == wh + 1 and text[i] in words.pronoun):
            return False
        if text[i] in words.auxiliary:
            return _turns(reading, wh, i)
    return False


def _turns(reading: Reading, wh: int, verb: int) -> bool:
    """The verb stands before its subject. "Which is late" only looks like it."""
    words, text = reading.lexicon.words, reading.words
    if text[verb] in words.operator and text[wh] not in words.relative:
        return text[verb + 1] not in words.verb
    after_comma = text[wh] in words.relative and reading.gaps[wh] is not None
    if verb > wh + 1 or (after_comma and text[wh] not in words.aside):
        return text[verb + 1] in words.subject
    return text[wh] not in words.aside or text[verb + 1] in words.pronoun


def _asks_for_subject(reading: Reading, wh: int) -> bool:
    """The question word is the subject itself: "who gets the key", "what happens if"."""
    words, text = reading.lexicon.words, reading.words
    follows = text[wh + 1] if wh + 1 < len(text) else ""
    return text[wh] not in words.relative and follows in words.verb


def _names(reading: Reading, wh: int) -> bool:
    """A verb and another behind it: what is named is no question, "what matters is that ..."."""
    words, text = reading.lexicon.words, reading.words
    first, second = (*text[wh + 1 : wh + 3], "", "")[:2]
    verbs = first in words.verb and first not in words.auxiliary and second in words.auxiliary
    return verbs and not reading.sentence.asks


def _states(reading: Reading, at: int) -> bool:
    """Verb first, but a statement: "have a look", or "is a pity" without a question mark."""
    cues = {hit.cue for hit in reading.starting(at)}
    return _STATES in cues or ("predicate" in cues and not reading.sentence.asks)


def _polar(reading: Reading, at: int) -> Opening | None:
    words, text = reading.lexicon.words, reading.words
    word = text[at]
    if "-" in word and word.rpartition("-")[2] in words.clitic:
        return Opening("polar-start", Form.POLAR, at, at + 1, sure=True)
    if word not in words.auxiliary or _states(reading, at):
        return None
    subject = at + 1
    while subject < len(text) and (text[subject] in words.negation or text[subject] == word):
        subject += 1
    if subject == len(text) or reading.gaps[subject] is not None:
        return None
    if text[subject] in words.subject:
        whole = subject + 1 < len(text) and reading.gaps[subject + 1] is None
        whole = whole or _is_retort(reading, at, subject)
        return Opening("polar-start", Form.POLAR, at, subject + 1, sure=True) if whole else None
    denies = text[subject - 1] in words.negation or word in words.negative
    if denies or word not in words.support or _is_no_subject(reading, subject):
        return None
    return Opening("bare-polar-start", Form.POLAR, at, at + 1, sure=False)


def _is_retort(reading: Reading, at: int, subject: int) -> bool:
    """Verb and pronoun are all of the sentence: "oh is it", "can we"; not "so do I", nor a tag."""
    words, text = reading.lexicon.words, reading.words
    alone = subject + 1 == len(text) and words.interjection.issuperset(text[:at])
    return alone and text[subject] in words.pronoun and not reading.sentence.states


def _is_no_subject(reading: Reading, at: int) -> bool:
    words = reading.lexicon.words
    return reading.words[at] in words.verb or reading.words[at] in words.preposition
