"""Storage of the document exchange: its SQL, and `files` in an object store."""
