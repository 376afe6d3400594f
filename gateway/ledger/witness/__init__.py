"""A witness: another member's machine, which remembers what it was shown of a ledger and signs what continues it."""
