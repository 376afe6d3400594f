"""Use cases of the document exchange: one function is one operation is one transaction."""
