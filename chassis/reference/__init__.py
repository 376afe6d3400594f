"""Reference data of the directory in a service: members and offices, of its own database and at most 2 s old."""
