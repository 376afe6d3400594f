"""How the database of health summaries came to be, step by step."""
