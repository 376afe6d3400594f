"""SQL of notices in FHIR: two of one identifier are taken one after the other."""

from typing import Final

from sqlalchemy import bindparam, func, select

from chassis.unit.unit import Unit

_LOCK: Final = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key"), 0)))


async def hold(unit: Unit, member: str, identifier: str) -> None:
    """Hold this identifier of a member's bundles until the transaction ends."""
    await unit.connection.execute(_LOCK, {"key": f"fhir-notice {member} {identifier}"})
