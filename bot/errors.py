"""Everything that can go wrong and that a person can mend.

LooseEndsError
├── BadInput            what was handed in cannot be read (names the line and the remedy)
├── WrongUse            the command was called with words that do not fit (exit status 2)
│   └── NotFound        a question, channel or message that is not in the ledger
├── NotAllowed          the person has no right to do this
├── ConfigurationError  a setting is wrong (names the setting)
├── StoreError          the database cannot be used
│   └── SchemaTooNew    it was written by a newer release
└── ModelError          the language model is of no use for this
    ├── ModelAway       it gives no answer now, and later may
    ├── ModelRefused    it will not, however often it is asked
    │   └── RungRefused it does not know this way of asking for structure
    └── OverBudget      what may be spent on it is spent
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


class ModelError(LooseEndsError):
    """The language model is of no use for this. Never bears what was sent, nor the key."""


class ModelAway(ModelError):
    """The language model gives no answer now. `seconds` is how long it wants to be left alone,
    where it said so; `may_cost` is whether it may have worked for nothing, and wants to be paid.
    """

    def __init__(
        self, problem: str, *, seconds: float | None = None, may_cost: bool = False
    ) -> None:
        self.seconds, self.may_cost = seconds, may_cost
        super().__init__(problem)


class ModelRefused(ModelError):
    """The language model will not answer, however often it is asked: a wrong key or name, say."""


class RungRefused(ModelRefused):
    """The endpoint does not know this way of asking for structure."""


class OverBudget(ModelError):
    """What may be spent on the language model in this while is spent."""
