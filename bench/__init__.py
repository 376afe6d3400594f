"""Benchmarks: what an exchange costs, measured from outside, with the method beside the number."""
