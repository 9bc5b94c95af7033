"""Everything that can go wrong and that a person can mend.

LooseEndsError
├── BadInput            what was handed in cannot be read (names the line and the remedy)
├── WrongUse            the command was called with words that do not fit (exit status 2)
│   └── NotFound        a question, channel or message that is not in the ledger
├── NotAllowed          the person has no right to do this
├── ConfigurationError  a setting is wrong (names the setting)
└── StoreError          the database cannot be used
    └── SchemaTooNew    it was written by a newer release
"""


class LooseEndsError(Exception):
    """Base of all errors that are shown to a person as a sentence, without a traceback."""


class BadInput(LooseEndsError):
    """Input that cannot be read.

    `source` names the file ("-" for standard input); `line` counts from 1, None where the input
    has no lines.
    """

    def __init__(
        self, problem: str, *, source: str = "-", line: int | None = None, remedy: str = ""
    ) -> None:
        self.problem, self.source, self.line, self.remedy = problem, source, line, remedy
        where = source if line is None else f"{source}, line {line}"
        super().__init__(f"{where}: {problem}" + (f" {remedy}" if remedy else ""))


class WrongUse(LooseEndsError):
    """The words of a command do not fit together."""


class NotFound(WrongUse):
    """What was asked for is not in the ledger."""


class NotAllowed(LooseEndsError):
    """The person has no right to do this."""


class ConfigurationError(LooseEndsError):
    """A setting is missing or wrong."""


class StoreError(LooseEndsError):
    """The database cannot be opened, read or written."""


class SchemaTooNew(StoreError):
    """The database was written by a newer release than this one."""
