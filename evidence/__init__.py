"""Proofs that anyone can check, without the rest of the house: canonical JSON, digests, the tree, signed notes."""
