"""Bodies, headers and queries that are no national schemas."""
