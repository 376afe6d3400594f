"""Advisory locks of PostgreSQL: the number of a lock, from its name."""

import hashlib


def lock_key(*name: str) -> int:
    """Return the 64 bits, signed, by which PostgreSQL knows the advisory lock of this name (of several parts).

    Two names share a number once in 2^64: then they wait for each other, and nothing is lost.
    """
    return int.from_bytes(hashlib.sha256("\0".join(name).encode()).digest()[:8], "big", signed=True)
