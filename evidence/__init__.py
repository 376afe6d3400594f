"""Proofs that anyone can check, without the rest of the house: canonical JSON and digests, so far."""
