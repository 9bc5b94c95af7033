"""The stages in their order."""

from typing import Final

from bot.extraction.clauses import Clause, clauses_of
from bot.extraction.context import Placed, with_context
from bot.extraction.genuineness import genuineness
from bot.extraction.lexicon import Lexicon, lexicon, probability, weights
from bot.extraction.questions import Asked, asked
from bot.extraction.reading import Reading, read
from bot.extraction.sentences import Sentence, sentences_of
from bot.extraction.statements import request, requested, stated
from bot.extraction.surroundings import Surveyor
from bot.extraction.tokens import Kind, tokens_of
from bot.model import Act, Form, Message, Other, Question, Reason, Span
from bot.words import language_of

RULES_VERSION: Final = "2"
"""Changes whenever the same text may be split in another way."""


def extract(text: str, *, language: str | None = None) -> tuple[Act, ...]:
    """The acts of a message: sorted by start, without overlaps, within the text.

    `language` (ISO 639-1, one of `bot.words.LANGUAGES`) is told from the text where it is None.
    """
    rules = lexicon(language or language_of(text))
    readings = _readings(text, rules)
    around = Surveyor(readings, text)
    placed = [
        Placed(_act(clause, around, at, text), reading, clause)
        for at, reading in enumerate(readings)
        for clause in clauses_of(reading)
    ]
    return with_context(placed) or _wordless(text)


def acts_of(message: Message) -> tuple[Act, ...]:
    """The acts of a message; none where the platform speaks: "mira has joined" claims nothing."""
    return () if message.system else extract(message.text)


def _readings(text: str, words: Lexicon) -> list[Reading]:
    found: list[Reading] = []
    for sentence in sentences_of(tokens_of(text), text, words.words.abbreviation):
        reading = read(sentence, words)
        if reading.words:
            found.append(reading)
        elif found and sentence.asks and found[-1].sentence.open_ended:
            found[-1] = _marked(found[-1], sentence)
    return found


def _marked(reading: Reading, stray: Sentence) -> Reading:
    """With a question mark that an emoji or a line of code parted from it: "which lid 🙂 ?"."""
    return reading._replace(sentence=reading.sentence._replace(mark=stray.mark, end=stray.end))


def _act(clause: Clause, around: Surveyor, at: int, text: str) -> Act:
    reading = around.readings[at]
    question = asked(reading, clause, alone=len(around.readings) == 1)
    action = requested(reading, clause, question)
    if action is not None:
        return request(reading.span(clause.start, clause.end), action)
    if question.score < 0 or _leads_in(reading, clause, question):
        return stated(reading, clause, text)
    genuine, why = genuineness(reading, clause, question, around.of(at))
    return Question(
        span=reading.span(clause.start, clause.end),
        score=probability(question.score),
        reasons=question.reasons + why,
        form=question.form,
        genuine=genuine,
    )


def _leads_in(reading: Reading, clause: Clause, question: Asked) -> bool:
    """A doubt that only leads in the question behind its comma: "not sure it fits, does it?"."""
    doubts = question.form is Form.INDIRECT and reading.sentence.asks and not clause.asked
    end = clause.end
    return (
        doubts
        and end < len(reading.words)
        and reading.gaps[end] is Kind.COMMA
        and reading.words[end] not in reading.lexicon.words.conjunction
    )


def _wordless(text: str) -> tuple[Act, ...]:
    """Emoji, a quotation or a code block and nothing else is one `Other`; no text is no act."""
    reason = Reason("no-words", weights("other")["no-words"])
    whole = Other(span=Span(0, len(text)), score=probability(reason.weight), reasons=(reason,))
    return (whole,) if text else ()
