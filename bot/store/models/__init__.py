"""What waits for a language model, what it said, and what it cost."""
