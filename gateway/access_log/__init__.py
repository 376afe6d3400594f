"""Access log: who exchanged data about a person, looked up at the person's request in the ledger by pseudonym."""
