"""Use cases of the case registry: one function is one operation is one transaction."""
