"""The embedded PostgreSQL starts once, survives every kill, and ends when we do."""

import asyncio
import contextlib
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from chassis.postgres.embedded import EmbeddedPostgres, FolderClosed, SecondStart, ServerFailed
from chassis.postgres.postgres_wheel import Account, server_account
from chassis.postgres.postmaster import ended, live_postmaster

QUICK = {"fsync": "off"}

DIES_HOLDING_A_SERVER = """
import os, signal, sys
from pathlib import Path
from chassis.postgres.embedded import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1]), settings={"fsync": "off"}).start()
os.kill(os.getpid(), signal.SIGKILL)
"""

COUNTS_FOR_EVER = """
import asyncio, sys
import asyncpg
async def main():
    connection = await asyncpg.connect(sys.argv[1])
    await connection.execute("SELECT count(*) FROM generate_series(1, 100000000000)")
asyncio.run(main())
"""


@pytest.fixture
def server(data_folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(data_folder / "postgres", settings=QUICK) as server:
        yield server


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def kill_server(server: EmbeddedPostgres) -> None:
    assert server.pid is not None
    psutil.Process(server.pid).kill()
    wait_until(lambda: server.pid is None)


def test_it_keeps_what_was_written_across_a_stop(data_folder: Path) -> None:
    with EmbeddedPostgres(data_folder) as server:
        assert server.create_database("registry")
        server.sql("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('ສະພານ')", database="registry")
        assert server.sql("SHOW fsync") == "on"
        pid = server.pid
    assert pid is not None
    assert not psutil.pid_exists(pid)
    with EmbeddedPostgres(data_folder) as server:
        assert not server.create_database("registry")
        assert server.sql("SELECT word FROM kept", database="registry") == "ສະພານ"


def test_a_url_leads_asyncpg_to_the_database(server: EmbeddedPostgres) -> None:
    async def ask() -> str:
        connection = await asyncpg.connect(server.url("postgres"))
        try:
            return str(await connection.fetchval("SHOW max_connections"))
        finally:
            await connection.close()

    assert asyncio.run(ask()) == "200"


def test_a_second_start_is_refused_in_one_sentence(server: EmbeddedPostgres, data_folder: Path) -> None:
    with pytest.raises(SecondStart, match=r"^Another Saphan \(process [0-9]+\) is using [^\n]+\.$"):
        EmbeddedPostgres(data_folder / "postgres").start()
    assert server.sql("SELECT 1") == "1"


def test_a_folder_can_be_taken_again_after_a_refused_start(data_folder: Path) -> None:
    (data_folder / "cluster").write_text("not a cluster")
    refused = EmbeddedPostgres(data_folder)
    with pytest.raises((ServerFailed, OSError)):
        refused.start()
    (data_folder / "cluster").unlink()
    with EmbeddedPostgres(data_folder, settings=QUICK) as server:
        assert server.sql("SELECT 1") == "1"


def test_spaces_and_length_in_the_path_do_no_harm(data_folder: Path) -> None:
    folder = data_folder / "ຂໍ້ມູນ with 'spaces'" / ("long " * 20) / "postgres"
    with EmbeddedPostgres(folder, settings=QUICK) as server:
        assert server.sql("SHOW data_directory").startswith(str(folder))
        sockets = Path(server.sql("SHOW unix_socket_directories"))
        assert len(str(sockets)) < 80
    assert not sockets.exists()


def test_the_server_of_a_killed_process_is_adopted_and_stopped(data_folder: Path) -> None:
    folder = data_folder / "postgres"
    died = subprocess.run([sys.executable, "-c", DIES_HOLDING_A_SERVER, str(folder)], cwd=Path.cwd(), check=False)
    assert died.returncode == -signal.SIGKILL
    orphan = live_postmaster(folder / "cluster")
    assert orphan is not None
    with EmbeddedPostgres(folder, settings=QUICK) as server:
        assert server.pid == orphan.pid
        assert server.sql("SELECT 1") == "1"
    assert not orphan.is_running()


@pytest.mark.parametrize("places", ["200", "50"], ids=["reads them", "starts again"])
def test_an_adopted_server_of_another_version_takes_our_settings(data_folder: Path, places: str) -> None:
    folder = data_folder / "postgres"
    others = {
        "fsync": "off",
        "log_min_messages": "debug1",
        "log_min_error_statement": "error",
        "log_error_verbosity": "verbose",
        "max_connections": places,  # only a start takes another number
    }
    dies = DIES_HOLDING_A_SERVER.replace('{"fsync": "off"}', repr(others))
    died = subprocess.run([sys.executable, "-c", dies, str(folder)], cwd=Path.cwd(), check=False)
    assert died.returncode == -signal.SIGKILL
    (folder / "log").chmod(0o644)
    orphan = live_postmaster(folder / "cluster")
    assert orphan is not None
    with EmbeddedPostgres(folder, settings=QUICK) as server:
        assert (folder / "log").stat().st_mode & 0o777 == 0o600
        shown = {name: server.sql(f"SHOW {name}") for name in others}
        with pytest.raises(ServerFailed, match="of a secret"):
            server.sql("SELECT 'of a secret'::int")
        assert (server.pid == orphan.pid) == (places == "200")
    assert list(shown.values()) == ["off", "log", "panic", "terse", "200"]
    assert "of a secret" not in (folder / "log").read_text()


def test_a_killed_server_comes_back_in_the_same_run(server: EmbeddedPostgres) -> None:
    server.sql("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    assert not server.ensure_running()
    kill_server(server)
    assert server.ensure_running()
    assert server.sql("SELECT n FROM kept") == "7"


def test_a_server_that_is_still_going_is_waited_for_before_the_next_one(
    server: EmbeddedPostgres, data_folder: Path
) -> None:
    first = server.pid
    assert first is not None
    (data_folder / "postgres" / "cluster" / "postmaster.pid").unlink()  # as a killed one: no server, and not yet gone
    assert server.ensure_running()
    assert not psutil.pid_exists(first)
    assert server.sql("SELECT 1") == "1"


async def test_a_supervisor_keeps_the_server_running(server: EmbeddedPostgres) -> None:
    supervisor = asyncio.create_task(server.keep_running(every_s=0.02))
    killed = server.pid
    kill_server(server)
    await asyncio.to_thread(wait_until, lambda: server.pid not in {killed, None})
    supervisor.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await supervisor


def test_a_killed_server_starts_again_although_a_backend_is_still_busy(server: EmbeddedPostgres) -> None:
    busy = subprocess.Popen(
        [
            sys.executable,
            "-c",
            COUNTS_FOR_EVER,
            server.url("postgres"),
        ],
        stderr=subprocess.DEVNULL,
    )
    wait_until(
        lambda: "generate_series" in server.sql("SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    )
    kill_server(server)
    assert server.ensure_running()
    assert server.sql("SELECT 1") == "1"
    busy.wait(timeout=20)


def test_a_recycled_pid_is_not_taken_for_the_server(data_folder: Path) -> None:
    folder = data_folder / "postgres"
    with EmbeddedPostgres(folder, settings=QUICK) as server:
        pid_file = (folder / "cluster" / "postmaster.pid").read_text()
        kill_server(server)
        stranger = subprocess.Popen(["sleep", "60"])
        recycled = "\n".join([str(stranger.pid), *pid_file.splitlines()[1:]])
        (folder / "cluster" / "postmaster.pid").write_text(recycled)
        for lock in (folder / "socket").glob("*.lock"):
            lock.write_text(recycled)
        try:
            assert server.pid is None
            assert server.ensure_running()
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()


def test_whoever_dies_between_being_listed_and_being_ended_has_ended() -> None:
    dying, living = (subprocess.Popen(["sleep", "60"]) for _ in range(2))
    listed = [psutil.Process(each.pid) for each in (dying, living)]
    dying.kill()
    dying.wait()  # its pid is nobody's now
    assert ended(listed, signal.SIGTERM, within_s=10) == []
    living.wait()
    assert not psutil.pid_exists(living.pid)
    assert ended(listed, signal.SIGKILL, within_s=1) == []


def test_a_start_that_died_in_initdb_leaves_nothing_in_the_way(data_folder: Path) -> None:
    unfinished = data_folder / "cluster.new"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(data_folder, settings=QUICK) as server:
        assert server.sql("SELECT 1") == "1"
    assert not unfinished.exists()


def test_a_server_that_cannot_start_says_why(data_folder: Path) -> None:
    with pytest.raises(ServerFailed, match="no_such_setting"):
        EmbeddedPostgres(data_folder, settings={**QUICK, "no_such_setting": "1"}).start()


def test_the_environment_of_the_caller_does_not_reach_the_server(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "1", "PGDATA": "/nowhere", "LC_ALL": "lo_LA.nowhere", "PGHOST": "x"}.items():
        monkeypatch.setenv(name, value)
    with EmbeddedPostgres(data_folder, settings=QUICK) as server:
        assert server.sql("SHOW port") == "5432"


def test_a_name_is_quoted_and_not_believed(server: EmbeddedPostgres) -> None:
    name = """case"registry'; DROP DATABASE postgres"""
    assert server.create_database(name)
    assert not server.create_database(name)
    server.drop_database(name)
    assert server.create_database(name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_as_root_a_closed_folder_is_named_with_what_to_do(data_folder: Path) -> None:
    closed = data_folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(FolderClosed, match=f"may not enter {closed}: allow it"):
        EmbeddedPostgres(closed / "postgres").start()
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_as_root_the_server_belongs_to_an_account_without_rights(server: EmbeddedPostgres) -> None:
    assert server.pid is not None
    assert psutil.Process(server.pid).uids().effective in {
        entry.pw_uid for entry in pwd.getpwall() if entry.pw_name in {"postgres", "nobody"}
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_as_root_the_server_runs_from_an_environment_that_only_root_can_enter(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = Account.closed_folder

    def binaries_are_closed(account: Account, path: Path) -> Path | None:
        return path.parent if "site-packages" in path.parts else enter(account, path)

    monkeypatch.setattr(Account, "closed_folder", binaries_are_closed)
    with EmbeddedPostgres(data_folder, settings=QUICK) as server:
        assert server.pid is not None
        assert psutil.Process(server.pid).exe().startswith(str(data_folder))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_an_existing_cluster_keeps_its_owner(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 23456)
    assert server_account(tmp_path) == Account(12345, 23456)
    assert Account(12345, 23456).name == "user 12345"
