"""When each system last called, and was known: from memory, and before that from the ledger."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from chassis.postgres.connection import Connection
from chassis.postgres.database import AWAY
from gateway.ledger import last_exchanges

_LOG: Final = logging.getLogger(__name__)


class LastSeen:
    """The moment of the last exchange of each system, in epoch seconds."""

    def __init__(self) -> None:
        self._at: Final[dict[str, float]] = {}

    @property
    def at(self) -> Mapping[str, float]:
        """The moments by client id."""
        return dict(self._at)

    def note(self, system: str, at: float) -> None:
        """Note an exchange of a system that has proven who it is."""
        self._at[system] = at

    async def recall(self, connection: Connection, now: datetime) -> None:
        """Take what the ledger knows, once; without it the systems are unknown until they call."""
        for asked in (last_exchanges.of_days, last_exchanges.since):
            try:
                found = await asked(connection, now)
            except AWAY as away:
                _LOG.warning("the last exchanges could not be recalled: %s", type(away).__name__)
                continue
            for system, at in found.items():
                self._at[system] = max(at, self._at.get(system, at))
