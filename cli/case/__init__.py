"""`saphan case`: import of cases from other systems into the registry, and their export, through the gateway."""
