"""Every operation by every kind of member on own and foreign records, cell by cell through the running gateway.

The operations and the members are those of the directory. A new operation without a row in `authorisation/rows` fails
the build. What the four services answer follows from agreements and tables of rights; what the gateway's own guests
answer, which have none, is typed: there a new agreement fails that lets a kind of member in which no row names.
"""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any, Final

import aiohttp
import pytest
import pytest_asyncio

from chassis.postgres.database import create_engine
from cli.database_address import gateway_database
from contracts.identifiers import new_id
from gateway.directory.load import load
from gateway.directory.snapshot import Snapshot
from tests.journeys.authorisation.matrix import MATRIX, WITH_OFFICER
from tests.journeys.authorisation.row import Call, Derived, Row, Standing
from tests.support.postgres import run_elsewhere
from tests.support.sample_country import KINDS, SampleCountry
from tests.support.saphan_process import SaphanProcess

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def directory(shared: SaphanProcess) -> Snapshot:
    """The directory of the running Saphan; loading it compiles every document, so it is loaded once."""

    async def loaded() -> Snapshot:
        await shared.ready()
        engine = create_engine(gateway_database(shared.folder), pool_size=1)
        try:
            return await load(engine)
        finally:
            await engine.dispose()

    return run_elsewhere(loaded())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sample_country(shared: SaphanProcess) -> AsyncIterator[SampleCountry]:
    """The sample country, whose systems keep their tokens from test to test."""
    await shared.ready()
    async with aiohttp.ClientSession() as session:
        yield SampleCountry(shared, session)


async def test_every_operation_of_the_directory_has_a_row(directory: Snapshot) -> None:
    operations = {operation.key for service in directory.services.values() for operation in service.operations.values()}
    assert set(MATRIX) == operations


async def test_every_kind_of_member_is_in_the_sample_country(directory: Snapshot) -> None:
    assert set(KINDS) == {member.kind for member in directory.organisations.members.values()}


@pytest.mark.parametrize("key", MATRIX)
async def test_each_cell(key: str, sample_country: SampleCountry, directory: Snapshot) -> None:
    assert await wrong_cells(key, MATRIX[key], sample_country, directory) == {}


@pytest.mark.parametrize("key", WITH_OFFICER)
async def test_each_cell_on_behalf_of_an_officer(key: str, sample_country: SampleCountry, directory: Snapshot) -> None:
    assert await wrong_cells(key, WITH_OFFICER[key], sample_country, directory) == {}


async def wrong_cells(key: str, row: Row | Derived, country: SampleCountry, directory: Snapshot) -> dict[str, str]:
    """Return the cells that are not as the row says, each with what was found instead."""
    wrong: dict[str, str] = {}
    for kind, member in KINDS.items():
        for purpose in purposes(directory, member, key):
            for standing in row.cells:
                is_let_in = bool(agreed(directory, member, key))
                expected = expectation(row, standing, kind, purpose, is_let_in=is_let_in)
                if expected is None:
                    continue  # this kind of member can have no such record
                granted = expected != NO_AGREEMENT
                found = await observed(country, directory, key, row, kind, purpose, standing, granted=granted)
                if found != expected:
                    wrong[f"{kind} for {purpose}, {standing}"] = f"{found}, not {expected}"
    return wrong


NO_AGREEMENT: Final = "403 no-agreement"


def purposes(directory: Snapshot, member: str, key: str) -> list[str]:
    """Return the purposes for which the member may call the operation; without any, one for which it may others."""
    held = [each for each in directory.agreements.values() if each.member == member]
    return agreed(directory, member, key) or sorted({purpose for each in held for purpose in each.purposes})[:1]


def agreed(directory: Snapshot, member: str, key: str) -> list[str]:
    """Return the purposes for which agreements let the member call the operation."""
    service, _, operation = key.partition("/")
    held = [each for each in directory.agreements.values() if (each.member, each.service) == (member, service)]
    return sorted({purpose for each in held if operation in each.operations for purpose in each.purposes})


def expectation(row: Row | Derived, standing: Standing, kind: str, purpose: str, *, is_let_in: bool) -> str | None:
    """Return what the row says: a status; the refusal, when it lets the kind in nowhere; None, when elsewhere only."""
    if isinstance(row, Derived):
        if not is_let_in:
            return NO_AGREEMENT
        has_such = kind in row.cells[standing]
        return str(row.instead.get(f"{kind}/{purpose}") or row.status(kind, purpose, standing)) if has_such else None
    cells = row.cells[standing]
    status = cells.get(f"{kind}/{purpose}", cells.get(kind))
    if status is not None:
        return str(status)
    named = any(name.partition("/")[0] == kind for each in row.cells.values() for name in each)
    return None if named else NO_AGREEMENT


def who_may(directory: Snapshot, key: str, row: Row | Derived, standing: Standing) -> list[str]:
    """Return the kinds of member that such a call succeeds for, for the first of their purposes."""
    if isinstance(row, Row):
        return [name.partition("/")[0] for name, status in row.cells[standing].items() if status < 400]
    let_in = {kind: agreed(directory, member, key) for kind, member in KINDS.items()}
    return [
        kind
        for kind, purposes_here in let_in.items()
        if purposes_here
        and int(expectation(row, standing, kind, purposes_here[0], is_let_in=True) or HTTPStatus.NOT_FOUND) < 400
    ]


async def observed(
    country: SampleCountry,
    directory: Snapshot,
    key: str,
    row: Row | Derived,
    kind: str,
    purpose: str,
    standing: Standing,
    *,
    granted: bool,
) -> str:
    """Return the status of the exchange; of a refusal by the policy, its code too."""
    service, _, name = key.partition("/")
    operation = directory.services[service].operations[name]
    call = await row.call(country, kind, standing) if granted else Call(_nowhere(operation.template))
    path = directory.services[service].prefix + call.path
    answer = await country.call(
        kind,
        operation.method,
        path,
        purpose=purpose,
        json=call.json,
        body=call.body,
        headers=call.headers,
        officer=row.officer,
        sign=operation.legal_act,
    )
    code: Any = answer.json().get("code") if answer.status == 403 else None
    return f"{answer.status} {code}" if code == "no-agreement" else str(answer.status)


def _nowhere(template: str) -> str:
    """Return a path of the operation: who has no agreement is refused before anybody looks for a record."""
    return "/".join(new_id("cas") if part.startswith("{") else part for part in template.split("/"))
