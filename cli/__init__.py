"""The `saphan` command: what a newcomer, an operator and a container type."""
