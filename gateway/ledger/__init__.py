"""The record of exchanges: what was meant before the call, what came of it, and what is still open."""
