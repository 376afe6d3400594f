"""How the database of civil registration came to be, step by step."""
