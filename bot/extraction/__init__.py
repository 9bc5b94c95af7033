"""A message's text -> segments: claims, questions, requests. Pure.

tokens -> sentences -> clauses -> acts -> genuineness -> context: each stage is a module that says
what it needs and gives. Cue words are data, in `rules/`.
"""

from bot.extraction.lexicon import CUES
from bot.extraction.pipeline import RULES_VERSION, acts_of, extract

__all__ = ["CUES", "RULES_VERSION", "acts_of", "extract"]
