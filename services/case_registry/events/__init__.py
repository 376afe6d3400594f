"""What the case registry announces: thin facts in the past tense, keyed by the case; who needs names reads the case."""
