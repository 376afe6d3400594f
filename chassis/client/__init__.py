"""Saphan's protocol from the caller's side: tokens, proofs, signatures, receipts."""
