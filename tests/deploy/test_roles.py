"""The roles of an external PostgreSQL: each component migrates and uses its own database, and no other."""

from collections.abc import Iterator
from importlib.resources import files

import asyncpg
import pytest

from chassis.postgres.database import migrate
from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import COMPONENTS, Component
from tests.support.postgres import passable_folder

NAMES = [component.database for component in COMPONENTS]


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with passable_folder() as folder, EmbeddedPostgres(folder / "postgres", settings={"fsync": "off"}) as running:
        for _ in range(2):  # a second run finds everything there and is no fault
            give_roles(running)
        yield running


def give_roles(server: EmbeddedPostgres) -> None:
    passwords = [word for name in NAMES for word in ("-v", f"{name}=a long password of {name}")]
    script = str(files("deploy") / "roles.sql")
    where = ("-h", str(server._sockets), "-U", "postgres", "-d", "postgres")
    server._tool("psql", "-X", "-q", *passwords, *where, "-f", script, as_server=False)


def url(server: EmbeddedPostgres, role: str, database: str) -> str:
    return server.url(database).replace("postgres@", f"{role}@")


def test_every_component_has_a_role_and_a_database(server: EmbeddedPostgres) -> None:
    assert set(NAMES) <= set(server.sql("SELECT rolname FROM pg_roles").split())
    assert set(NAMES) <= set(server.sql("SELECT datname FROM pg_database").split())


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
async def test_a_component_migrates_as_its_own_role(server: EmbeddedPostgres, component: Component) -> None:
    await migrate(url(server, component.database, component.database), component.migrations)
    owner = server.sql(
        "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname='public'", database=component.database
    )
    assert owner == component.database


async def test_a_component_does_not_reach_anothers_data(server: EmbeddedPostgres) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(url(server, "health_summaries", "case_registry"))


def test_no_role_may_make_roles_or_databases(server: EmbeddedPostgres) -> None:
    mighty = "SELECT count(*) FROM pg_roles WHERE (rolsuper OR rolcreatedb OR rolcreaterole) AND rolname = ANY(ARRAY"
    assert server.sql(f"{mighty}{NAMES})") == "0"
