"""The national agreement: JSON Schema 2020-12 files and code lists. Language-free, immutable once published."""
