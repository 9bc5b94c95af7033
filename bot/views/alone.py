"""Word that the rules read a post alone, though a language model was to read it too."""

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Record
from bot.views.values import PostGroup
from bot.views.wording import say


def alone_words(record: Record) -> str:
    """A phrase for the post of a question, "" where nobody was to read it but the rules."""
    return say("post.alone") if record.by_rules_alone else ""


def said_once(*lists: Sequence[PostGroup]) -> tuple[list[tuple[PostGroup, ...]], str]:
    """The lists of a page, and a sentence for all of it where that goes for each of several posts:
    then none of them says it by itself.
    """
    posts = [post for listed in lists for post in listed]
    if len(posts) < 2 or not all(post.alone for post in posts):
        return [tuple(listed) for listed in lists], ""
    bare = [tuple(replace(post, alone="") for post in listed) for listed in lists]
    return bare, say("list.alone")
