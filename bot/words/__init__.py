"""Words of a text, for every stage that compares texts: tokens, stop words, stems, likeness.

Also which language a text is in.

No judgement lives here: which words are cues is the business of each stage.
"""

from bot.words.languages import DEFAULT_LANGUAGE, LANGUAGES, STOP_WORDS, language_of
from bot.words.likeness import likeness
from bot.words.sketches import faded, sketch
from bot.words.stems import stem
from bot.words.tokens import content_stems, tokens

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "STOP_WORDS",
    "content_stems",
    "faded",
    "language_of",
    "likeness",
    "sketch",
    "stem",
    "tokens",
]
