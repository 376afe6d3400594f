"""What the document exchange keeps: rows in PostgreSQL (its only SQL), and `files` in an object store."""
