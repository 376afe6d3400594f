"""`saphan enrol` makes no new key for a system that the database knows by another one."""

from pathlib import Path

import pytest

from chassis.postgres.connection import connect, disconnect
from cli.data_folder import DataFolder
from cli.enrol import none_is_known_by_another
from cli.one_process import enrol_sandbox
from cli.refusals import Refused
from cli.sandbox.country import Sandbox
from cli.sandbox.systems import key_file, system_keys
from tests.support.postgres import FreshDatabase

SANDBOX = Sandbox.load()


def a_folder(path: Path) -> DataFolder:
    folder = DataFolder(path)
    folder.prepare()
    return folder


@pytest.fixture
async def enrolled(fresh_database: FreshDatabase, tmp_path: Path) -> tuple[str, DataFolder]:
    url, folder = fresh_database("gateway.migrations"), a_folder(tmp_path / "first")
    await none_is_known_by_another(url, folder, SANDBOX)  # nobody knows anybody yet
    await enrol_sandbox(url, SANDBOX, system_keys(folder, SANDBOX), {})
    return url, folder


async def test_the_folder_that_it_was_enrolled_from_is_taken_again(enrolled: tuple[str, DataFolder]) -> None:
    await none_is_known_by_another(*enrolled, SANDBOX)


async def test_a_folder_without_the_keys_is_refused_and_stays_without(
    enrolled: tuple[str, DataFolder], tmp_path: Path
) -> None:
    url, other = enrolled[0], a_folder(tmp_path / "second")
    with pytest.raises(Refused, match=r"police-case-system.*Put the folder there"):
        await none_is_known_by_another(url, other, SANDBOX)
    assert not key_file(other).exists()


async def test_a_system_that_is_new_in_the_sandbox_gets_a_key(enrolled: tuple[str, DataFolder]) -> None:
    url, folder = enrolled
    connection = await connect(url, "test")
    await connection.execute("delete from system_keys where client_id = 'police-case-system'")
    await disconnect(connection)
    key_file(folder).write_bytes(key_file(folder).read_bytes().replace(b'"police-case-system"', b'"another"'))
    await none_is_known_by_another(url, folder, SANDBOX)
