"""`sslmode=verify-full&sslrootcert=…` in DATABASE_URL: every way to the database checks who is there."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import answers, create_engine, migrate
from gateway.ledger.pool import Pool
from tests.support.authority import Authority
from tests.support.postgres import FreshDatabase
from tests.support.tls_before_postgres import tls_before


def over_tls(url: str, port: int, authority: Path, host: str = "127.0.0.1") -> str:
    told = urlsplit(url)
    return f"postgresql://{told.username}@{host}:{port}{told.path}?sslmode=verify-full&sslrootcert={authority}"


def socket_folder(url: str) -> str:
    return parse_qs(urlsplit(url).query)["host"][0]


async def test_every_way_to_the_database_goes_over_tls(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    url, authority = fresh_database(), Authority(tmp_path)
    async with tls_before(socket_folder(url), authority.files("server")) as port:
        reached = over_tls(url, port, authority.path)
        await migrate(reached, "gateway.migrations")
        engine = create_engine(reached)
        async with engine.connect() as connection:
            assert await connection.scalar(text("select version from directory_version")) == 0
            assert await connection.scalar(text("show application_name")) == "saphan"
        await engine.dispose()
        one = await connect(reached, "alone")
        assert await one.fetchval("select 1") == 1
        await disconnect(one)
        pool = Pool(reached)
        await pool.open()
        assert (await pool.fetchrow("select 2 as two"))["two"] == 2
        await pool.close()


@pytest.mark.parametrize("wrong", ["another authority", "another name"])
async def test_who_is_not_the_server_is_not_talked_to(
    fresh_database: FreshDatabase, tmp_path: Path, wrong: str
) -> None:
    url, authority = fresh_database(), Authority(tmp_path)
    believed = Authority(tmp_path, "Another") if wrong == "another authority" else authority
    names = ("127.0.0.1",) if wrong == "another authority" else ("database.example",)
    async with tls_before(socket_folder(url), authority.files("server", *names)) as port:
        engine = create_engine(over_tls(url, port, believed.path))
        assert not await answers(engine)
        await engine.dispose()
