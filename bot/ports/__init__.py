"""What the middle of the house asks of its rim. Each says who calls it and what it may raise."""

from bot.ports.condition import Caretaker
from bot.ports.coverage import CoverageLog, Keepsakes
from bot.ports.digests import DigestLog
from bot.ports.modelling import CloseReader, Consent, Endpoint, Judge, Purse
from bot.ports.people import People, PeopleLog, PeopleWriting
from bot.ports.reading import Ledger, Verdicts
from bot.ports.refining import Accounts, RefiningLog
from bot.ports.splitting import Extractor, Hands
from bot.ports.writing import MessageLog, Writing

__all__ = [
    "Accounts",
    "Caretaker",
    "CloseReader",
    "Consent",
    "CoverageLog",
    "DigestLog",
    "Endpoint",
    "Extractor",
    "Hands",
    "Judge",
    "Keepsakes",
    "Ledger",
    "MessageLog",
    "People",
    "PeopleLog",
    "PeopleWriting",
    "Purse",
    "RefiningLog",
    "Verdicts",
    "Writing",
]
