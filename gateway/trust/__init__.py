"""Trust: the token endpoint, the gateway's keys, proofs of possession, and vouchers for the services."""
