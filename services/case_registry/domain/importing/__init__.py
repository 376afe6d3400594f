"""The rules of importing cases of earlier systems: what a row says, and what is wrong with it."""
