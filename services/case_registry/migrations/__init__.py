"""How the case registry's database came to be, step by step."""
