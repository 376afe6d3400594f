"""Verbs of civil registration, by aspect: one function is one transaction."""
