"""What edges keep: letters that came, how far was heard, and what was not."""
