"""Checking, mending and copying the ledger."""
