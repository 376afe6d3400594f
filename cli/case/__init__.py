"""`saphan case`: the cases of earlier and other systems, brought into the registry through the gateway."""
