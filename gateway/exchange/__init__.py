"""The data plane: one exchange at a time, from the door to the receipt, in the order of `pipeline.PIPELINE`."""
