"""The case registry in PostgreSQL: all of its SQL is in these modules."""
