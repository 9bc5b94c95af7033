"""The lines of a message that is being put together."""

from bot.importers.source import LONGEST_LINE, Source


class Body:
    """Lines of one message, from line `number` of the source on; never more than fit in one."""

    def __init__(self, number: int = 0, *lines: str) -> None:
        self.number = number
        self.lines = list(lines)
        self._size = 0

    def add(self, line: str) -> None:
        self._size += len(line) + 1
        if self._size <= LONGEST_LINE:
            self.lines.append(line)

    def fits(self, source: Source) -> bool:
        """Whether all of it was kept; else the message is set aside."""
        if self._size <= LONGEST_LINE:
            return True
        problem = f"a message is longer than {LONGEST_LINE // 1024} KiB"
        remedy = "It was left out. Is the text of another kind? Choose its --format."
        source.tally.set_aside(source.error(problem, line=self.number, remedy=remedy))
        return False
