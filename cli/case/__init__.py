"""`saphan case`: import of cases from other systems into the registry, through the gateway."""
