"""What members do with official documents, aspect by aspect: one verb, one transaction."""
