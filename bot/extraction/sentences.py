"""Stage 2, sentences: tokens -> sentences.

Needs the tokens of stage 1. Gives, in order, runs of tokens that end in a terminator, a wall, a new
line or list entry, or the edge of an aside in brackets. A terminator that an emoji parts from its
sentence is a sentence without tokens. Brackets that hold a thought of their own
(a question, or a remark at the end) become sentences; others stay where they are and are opaque.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from bot.extraction.tokens import WORDS, Kind, Token

ASIDE: Final = 4
"""Words from which on a remark in brackets at the end of a sentence stands for itself."""
WRAP: Final = 50
"""Code points of a line that may go on in the next one (hard-wrapped text)."""
_SIGNS: Final = frozenset(
    {Kind.END, Kind.BREAK, Kind.BULLET, Kind.WALL, Kind.EMOJI, Kind.OPEN, Kind.CLOSE}
)
"""What may end a sentence, or set off an aside."""
_QUESTION_MARKS: Final = frozenset("?？؟⁇⁈⁉‽")


class Sentence(NamedTuple):
    """A run of tokens. `mark` is its terminator ("" where there is none)."""

    tokens: Sequence[Token]
    mark: str = ""
    end: int = 0
    """Where the sentence ends in the text, terminator included."""
    paragraph: int = 0
    """Which paragraph or list entry of the message it stands in."""
    bracketed: bool = False
    listed: bool = False
    """It stands in an entry of a list."""
    heading: bool = False
    """It is a heading, by its mark."""

    @property
    def asks(self) -> bool:
        """It ends in a question mark."""
        return bool(self.mark) and _asks(self.mark)

    @property
    def exclaims(self) -> bool:
        """It ends in an exclamation mark, without a question mark."""
        return not self.asks and ("!" in self.mark or "！" in self.mark)

    @property
    def states(self) -> bool:
        """It ends in a single full stop."""
        return self.mark in (".", "。")

    @property
    def open_ended(self) -> bool:
        """It ends in no sign, or in dots."""
        return not self.mark or self.mark in ("...", "…")


def sentences_of(
    tokens: Sequence[Token], text: str, abbreviations: frozenset[str] = frozenset()
) -> list[Sentence]:
    """The sentences of a text, given its tokens. A full stop behind an abbreviation is none."""
    return _Reader(tokens, text, abbreviations).sentences()


class _Reader:
    """One pass over the tokens; the state is the sentence that is being read."""

    def __init__(
        self,
        tokens: Sequence[Token],
        text: str,
        abbreviations: frozenset[str],
        *,
        inside: bool = False,
    ) -> None:
        self.tokens, self.text, self.abbreviations = tokens, text, abbreviations
        self.signs = [i for i, token in enumerate(tokens) if token.kind in _SIGNS]
        self.closing = {} if inside else _pairs(tokens, self.signs)
        self.found: list[Sentence] = []
        self.run: list[Token] = []
        self.paragraph, self.listed, self.heading = 0, False, False

    def sentences(self) -> list[Sentence]:
        done = 0
        for at in self.signs:
            if at < done:
                continue
            self.run += self.tokens[done:at]
            close = self.closing.get(at)
            if close is None:
                self._step(at)
                done = at + 1
            else:
                self._brackets(at, close)
                done = close + 1
        self.run += self.tokens[done:]
        self._flush()
        return self.found

    def _step(self, at: int) -> None:
        token = self.tokens[at]
        if token.kind is Kind.END:
            aside = not self.run and at > 0 and self.tokens[at - 1].kind is Kind.CLOSE
            if self._terminates(at) and not aside:
                self._flush(token)
        elif token.kind is Kind.BREAK:
            if not self._wraps(at):
                self._break(token)
        elif token.kind in (Kind.BULLET, Kind.WALL):
            self._flush()
            self.paragraph += 1
            self.heading = token.word.startswith("#")
            self.listed = token.kind is Kind.BULLET and not self.heading
        elif token.kind is Kind.EMOJI:
            self._flush()
        else:
            self.run.append(token)

    def _break(self, lines: Token) -> None:
        self._flush()
        self.heading = False
        if lines.word.count("\n") > 1:
            self.paragraph += 1
            self.listed = False

    def _brackets(self, at: int, close: int) -> None:
        inside = self.tokens[at + 1 : close]
        if not self._stands_alone(inside, close):
            self.run.append(Token(Kind.OPAQUE, "()", self.tokens[at].start, self.tokens[close].end))
            return
        following = self.tokens[close + 1 : close + 2]
        self._flush(mark="".join(t.word for t in following if t.kind is Kind.END))
        self.found += (
            sentence._replace(paragraph=self.paragraph, bracketed=True, listed=self.listed)
            for sentence in _Reader(inside, self.text, self.abbreviations, inside=True).sentences()
        )

    def _stands_alone(self, inside: Sequence[Token], close: int) -> bool:
        """Whether brackets hold a thought of their own: a question, or a remark at the end."""
        if any(token.kind is Kind.END and _asks(token.word) for token in inside):
            return True
        following = self.tokens[close + 1 : close + 2]
        trailing = not following or following[0].kind in (Kind.END, Kind.BREAK) or not self.run
        return trailing and sum(token.kind in WORDS for token in inside) >= ASIDE

    def _terminates(self, at: int) -> bool:
        token = self.tokens[at]
        after = self.text[token.end : token.end + 1]
        if after.isalnum() and token.word in (".", "?", "!"):
            amid = self.text[
                token.start - 1 : token.start
            ].isdigit()  # "20?C", a sign that was lost
            if amid or not after.isupper():
                return False
        before = self.tokens[at - 1].word if at else ""
        return token.word != "." or not (before in self.abbreviations or self._is_acronym(at))

    def _is_acronym(self, at: int) -> bool:
        """The full stop belongs to "U.S. rules" or "p.m. on": a small letter follows."""
        following = self.tokens[at + 1 : at + 2]
        letters = self.tokens[at - 1].word.split(".") if at else []
        dotted = len(letters) > 1 and all(len(letter) == 1 for letter in letters)
        return dotted and bool(following) and self.text[following[0].start].islower()

    def _wraps(self, at: int) -> bool:
        """The sentence goes on in the next line: hard-wrapped, as in mail."""
        if self.tokens[at].word.count("\n") > 1 or not self.run or at + 1 == len(self.tokens):
            return False
        following = self.tokens[at + 1]
        line = self.tokens[at].start - self.text.rfind("\n", 0, self.tokens[at].start)
        first = self.text[following.start]
        return following.kind in WORDS and line > WRAP and first.islower()

    def _flush(self, terminator: Token | None = None, mark: str = "") -> None:
        run, self.run = self.run, []
        if not run and terminator is None:
            return
        end = terminator.end if terminator else run[-1].end
        mark = terminator.word if terminator else mark
        self.found.append(
            Sentence(run, mark, end, self.paragraph, listed=self.listed, heading=self.heading)
        )


def _asks(mark: str) -> bool:
    return not _QUESTION_MARKS.isdisjoint(mark)


def _pairs(tokens: Sequence[Token], signs: Sequence[int]) -> dict[int, int]:
    """Opening bracket -> its closing one, outermost ones only, within one line or paragraph."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for i in signs:
        kind = tokens[i].kind
        if kind is Kind.OPEN:
            stack.append(i)
        elif kind is Kind.CLOSE and stack:
            start = stack.pop()
            if not stack:
                pairs[start] = i
        elif kind in (Kind.BREAK, Kind.WALL, Kind.BULLET):
            stack.clear()
    return pairs
