"""The tables of the chassis, as migrations have frozen them, are the ones that the chassis works with."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from chassis.unit.tables import METADATA
from tests.support.component import engine_of
from tests.support.postgres import FreshDatabase

COMPONENTS = [
    "gateway.migrations",
    "services.case_registry.migrations",
    "services.civil_registration.migrations",
    "services.document_exchange.migrations",
    "services.health_summaries.migrations",
    "tests.chassis.bakery.migrations",
]


def differences(connection: Connection) -> list[object]:
    def is_of_the_chassis(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return kind != "table" or name in METADATA.tables

    context = MigrationContext.configure(connection, opts={"include_object": is_of_the_chassis})
    return list(compare_metadata(context, METADATA))


@pytest.mark.parametrize("migrations", COMPONENTS)
async def test_a_component_has_the_tables_of_the_chassis(migrations: str, fresh_database: FreshDatabase) -> None:
    async with engine_of(fresh_database(migrations)).connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_table_that_differs_is_found(fresh_database: FreshDatabase) -> None:
    async with engine_of(fresh_database(COMPONENTS[0])).connect() as connection:
        await connection.exec_driver_sql("alter table outbox drop column traceparent")
        assert await connection.run_sync(differences) != []
