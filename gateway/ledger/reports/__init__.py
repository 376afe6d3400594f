"""Reports of the control tower, counted from the ledger: who exchanges what with whom, and what is refused."""
