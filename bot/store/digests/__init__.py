"""Digests: when they were due, what they listed, where they were posted."""
