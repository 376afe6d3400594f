"""The tuple of guests: services in the gateway's own process, on its database and behind its pipeline."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

from fastapi import FastAPI

from chassis.tokens.tokens import KeySource
from chassis.unit.units import Units
from gateway.access_log import app as access_log
from gateway.consent import app as consent
from gateway.directory.register import app as register
from gateway.ledger.service import app as ledger


class Guest(Protocol):
    """What the `app` module of every guest offers, so that all are put together and enrolled alike."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """The first segment of its paths."""
        ...

    @property
    def BASE_URL(self) -> str:  # noqa: N802 - as above
        """Where the pipeline finds it: in this process."""
        ...

    def build(self, units: Units, keys: KeySource, resources: Mapping[str, object] | None = None) -> FastAPI:
        """Return its app; it finds what it needs of the gateway in `resources`, by its type."""
        ...

    def document(self) -> dict[str, Any]:  # Any: an OpenAPI document
        """Return its OpenAPI document, as it is registered in the directory."""
        ...


# The gateway decides by them, or they read what it records.
GUESTS: Final[tuple[Guest, ...]] = (register, consent, access_log, ledger)
