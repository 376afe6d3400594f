"""Rules of vital events. No I/O: everything in this package is decided from its arguments."""
