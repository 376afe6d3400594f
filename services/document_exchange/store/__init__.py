"""What the document exchange keeps: `documents` in PostgreSQL (the only SQL), `files` in an object store."""
