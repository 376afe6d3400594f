"""Who looked at a person's data: look-ups at the person's request, answered from the ledger under pseudonyms."""
