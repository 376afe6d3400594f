"""An import, step by step: read the file in slices, prepare each, decide about its numbers, keep the result."""
