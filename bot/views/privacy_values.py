"""What a person sees of what is kept of them; values as in `bot.views.values`."""

from dataclasses import dataclass

from bot.model import Belongings


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled line of a page."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """What is kept of whoever reads it, and what they can do about it."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ExportView:
    """All that is kept of a person: counted in `facts`, and whole as two documents, which are as
    they were written and stand for themselves.
    """

    title: str
    facts: tuple[Fact, ...]
    belongings: Belongings
    json: str
    markdown: str
