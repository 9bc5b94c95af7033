"""The words of an HTML page."""

from html.parser import HTMLParser
from typing import Final


class _Page(HTMLParser):
    """The words of a page, with a line for each block."""

    _SILENT: Final = frozenset({"script", "style", "head", "template"})
    _INLINE: Final = frozenset(
        {"a", "b", "i", "em", "strong", "span", "code", "u", "s", "sub", "sup", "small", "mark"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        self._broken(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))
        self._broken(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    def _broken(self, tag: str) -> None:
        if tag not in self._INLINE:
            self.words.append("\n")


def text_of_page(page: str) -> str:
    """The words of an HTML page."""
    reader = _Page()
    reader.feed(page)
    reader.close()
    return "".join(reader.words)
