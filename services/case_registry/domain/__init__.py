"""The rules of a case, decided from their arguments; moves and hand-overs are a table (`moves.toml`)."""
