"""Expiry of used proofs of possession (table `used_proofs`), the replay memory across processes and restarts.

They are remembered by the ledger's writer, in the statement that records the exchange: a proof is used up exactly when
its exchange is on disk.
"""

from typing import Final, Protocol

_FORGET: Final = "delete from used_proofs where expires_at < now()"


class Connection(Protocol):
    """What asyncpg's pool and ours have in common."""

    async def execute(self, query: str, /, *arguments: object) -> str:
        """Run a statement."""
        ...


async def forget(connection: Connection) -> None:
    """Delete the proofs that have expired."""
    await connection.execute(_FORGET)
