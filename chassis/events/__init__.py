"""Events: the relay from outbox to bus, consumers, their rules, and dead letters."""
