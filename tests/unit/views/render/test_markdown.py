from dataclasses import replace

import pytest
from inline_snapshot import snapshot
from markdown_it import MarkdownIt

from bot.views import list_view, why_view
from bot.views.render import markdown
from bot.views.render.markdown import escaped, target
from tests.unit.views.allotment import MIRA, NOW, PARTLY, page, record, soil


def test_list_is_a_page_of_lists() -> None:
    assert markdown(list_view(page(*soil()), now=NOW)) == snapshot("""\
# Loose ends
2 open, 1 partly answered · 1 channel · read up to 2 min ago

## Soil test results [jump](<https://forum.example/t/41>)
Allotment · mira, 9 days ago · 0 of 3 answered, 1 in part · waiting for helpers

- **#41** Would liming in autumn still help before the frost?
  - re: The report says pH 5.1 in the lower beds.
  - nobody replied
- **#42** Is it the compost or the old pine needles that made it so acid?
  - jon, in part: "most likely the needles"
- **#43** If it's the needles, how long until raking them away shows?
  - depends on #42 · nobody replied

- Why is one here? `looseends why 41`
- Settle one: `looseends resolve 41`
""")


def test_why_is_a_list_of_reasons() -> None:
    assert markdown(
        why_view(record(2, PARTLY, message=replace(MIRA, link=None)), now=NOW)
    ) == snapshot("""\
# #42 Is it the compost or the old pine needles that made it so acid?
mira in Soil test results, 2 May 18:04 · choice question, surely wants an answer (0.97)

- **Why a question** ends in a question mark · opens with "Is it" · though the writer's own conclusion follows
- **Why partly** jon, 2 May 19:12: "most likely the needles, but compost from bark can do it too"
  - answers it only in part: some cue
- **What did not count** tess, 3 May 09:04: "mine is acid too!"
  - has the same question
- **Whose turn** Helpers.
  - It becomes "answered" with a plain answer, "resolved" when mira accepts one.

- Not a question? `looseends dismiss 42`
- Settled? `looseends resolve 42`
""")  # noqa: E501  (Markdown does not wrap)


def test_numbers_are_bold_and_posts_can_be_jumped_to() -> None:
    shown = MarkdownIt().render(markdown(list_view(page(*soil()), now=NOW)))
    assert "<strong>#41</strong> Would liming" in shown
    assert '<a href="https://forum.example/t/41">jump</a>' in shown


@pytest.mark.parametrize(
    "words",
    [
        "[free nitro](https://evil.example)",
        "# heading",
        "- list",
        "+ list",
        "1. list",
        "2) list",
        "> quote",
        "===",
        "**bold** __bold__ *i* _i_ ~~gone~~ ||spoiler||",
        "`code`",
        "<b>html</b> &copy; <@123> <#45> <@&6> <https://evil.example>",
        "trailing\\",
        "![image](https://evil.example/x.png)",
        "| a | b |",
    ],
)
def test_words_of_strangers_stay_words(words: str) -> None:
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(escaped(words))
    escaped_html = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown == f"<p>{escaped_html}</p>\n"


def test_good_news_is_a_paragraph() -> None:
    assert markdown(list_view(page(), now=NOW)) == "# Loose ends\n\nNothing open.\n"


def test_mass_mentions_ring_no_bell() -> None:
    assert "@everyone" not in escaped("hi @everyone")


def test_link_stays_within_its_target() -> None:
    assert target("https://a.example/<x>\\") == "<https://a.example/%3Cx%3E%5C>"
