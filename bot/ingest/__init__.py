"""The only write path: Arrival -> extract -> link -> resolve -> one transaction."""

from bot.ingest.derive import ChannelLedger, derive
from bot.ingest.ingest import Ingest
from bot.ingest.receipt import Receipt
from bot.model import ImportCursor

__all__ = ["ChannelLedger", "ImportCursor", "Ingest", "Receipt", "derive"]
