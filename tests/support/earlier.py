"""A database of an earlier build, with rows, which is then brought up to date."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.postgres.database import dialect_url, migrate


async def brought_up_to_date(url: str, migrations: str, revision: str, rows: str) -> None:
    """Migrate an empty database to that revision, run the statements that fill it, and migrate it to the last one."""

    def earlier_build(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(files("chassis.postgres") / "alembic"))
        config.set_main_option("version_locations", str(files(migrations) / "versions"))
        config.set_main_option("path_separator", "newline")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in rows.split(";\n"):
            connection.exec_driver_sql(statement)  # as it stands: its colons are no parameters

    engine = create_async_engine(dialect_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(earlier_build)
    await engine.dispose()
    await migrate(url, migrations)
