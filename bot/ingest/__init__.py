"""The only write path: Arrival -> extract -> link -> resolve -> one transaction."""
