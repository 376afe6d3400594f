"""What members do with cases: one verb, one transaction."""
