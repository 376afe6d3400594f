"""Rules of aggregate data, without I/O: every function decides from its arguments."""
