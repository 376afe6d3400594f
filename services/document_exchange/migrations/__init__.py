"""How the document exchange's database came to be, step by step."""
