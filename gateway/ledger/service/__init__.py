"""The ledger as a service: what it tells the parties of an exchange and the control tower, through the pipeline."""
