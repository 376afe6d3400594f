"""The rules of a case: decided from their arguments, without I/O; the moves and hand-overs are a table (`moves.toml`)."""
