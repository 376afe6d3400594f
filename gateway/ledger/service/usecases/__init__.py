"""What parties and the control tower ask of the ledger, and the sums that are made for them ahead of time."""
