"""Rules of aggregate data. No I/O: everything here is decided from its arguments."""
