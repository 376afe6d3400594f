"""What officers do with the directory: one verb, one transaction."""
