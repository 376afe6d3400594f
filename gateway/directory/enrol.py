"""Enrolment from files: their content becomes the directory, except where an officer has decided otherwise since."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.identifiers import new_id
from gateway.directory import changes, history
from gateway.directory.content import DirectoryContent
from gateway.directory.enact import enact


async def enrol(connection: AsyncConnection, content: DirectoryContent, *, at: datetime | None = None) -> int:
    """Write the content in this transaction and return the version then in force; the same content twice is one.

    An entry whose present state officers have decided on is left as it is: a restart must not lift a suspension.
    Raises `EnrolmentRefused`, and the caller's transaction is to be rolled back.
    """
    at = at or datetime.now(UTC)
    change_id = new_id("dch", at=at)
    enacted = await enact(connection, content.without(await history.decided(connection)), at=at, change=change_id)
    if enacted.differences:
        by = changes.Officer("saphan", "enrol")
        await changes.record_done(connection, change_id, "enrolment", "Enrolled from files.", by, enacted)
    return enacted.version
