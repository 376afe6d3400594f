"""Bodies and parameters of civil registration that are no national schema, by aspect."""
