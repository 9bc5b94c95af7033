"""What is read of the ledger (`ports.Ledger`): questions, claims, threads, counts."""
