"""Words: what extraction, linking and resolution share about tokens. Pure."""
