"""The machinery of imports, driven by a baker's sacks of flour."""
