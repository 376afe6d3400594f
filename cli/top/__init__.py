"""`saphan top`: the running system at a glance in a terminal, from what its components show to Prometheus."""
