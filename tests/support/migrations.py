"""A database as it was after an older migration, so that a test fills it before the next one."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, package: str, revision: str) -> None:
    """Bring the database to that revision of the package's migrations."""
    config = Config()
    config.set_main_option("script_location", str(files("chassis.postgres") / "alembic"))
    config.set_main_option("version_locations", str(files(package) / "versions"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
