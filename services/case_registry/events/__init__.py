"""Events of the case registry: thin facts in the past tense, keyed by the case; whoever needs names reads the case."""
