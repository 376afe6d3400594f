"""The tree over the ledger: entries get their places, checkpoints are signed, proofs are served, others co-sign."""
