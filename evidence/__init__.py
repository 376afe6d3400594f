"""Proofs that anyone can check offline: canonical JSON, digests, Merkle trees, signed notes. Imports no other part."""
