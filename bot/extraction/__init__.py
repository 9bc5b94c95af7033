"""A message's text -> segments: claims, questions, requests. Pure."""

from bot.model import Act, Other, Span

RULES_VERSION = "0"


def extract(text: str) -> tuple[Act, ...]:
    return (Other(span=Span(0, len(text))),) if text else ()
