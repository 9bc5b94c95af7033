"""What `ingest` writes, and what it must know before it does (`ports.MessageLog`)."""
