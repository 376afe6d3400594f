"""The proofs of possession that operations have used up, across processes and restarts: how they are forgotten.

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
    """Delete the proofs that no token outlives."""
    await connection.execute(_FORGET)
