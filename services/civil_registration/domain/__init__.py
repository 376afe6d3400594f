"""Rules of vital events (births and deaths), without I/O: every function decides from its arguments."""
