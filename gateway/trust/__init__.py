"""Trust: token endpoint (OAuth 2.0), the gateway's keys, proofs of possession, and vouchers for the services."""
