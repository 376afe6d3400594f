"""The data folder of a one-process run: paths of database, keys and files; secrets are their owner's only."""

import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from chassis.process.secret_files import OWNER_ONLY, OWNER_ONLY_FOLDER


class DataFolder:
    """The paths below the root of a data folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().absolute()
        self.database = self.root / "postgres"
        self.keys = self.root / "keys"
        self.gateway_key = self.keys / "gateway.json"
        self.subject_key = self.keys / "subjects.key"
        self.certificate_keys = self.keys / "certificates.json"
        self.sandbox = self.root / "sandbox"
        self.checkpoints = self.root / "checkpoints"
        self.files = self.root / "files"
        self.examples = self.root / "examples"
        self.country = self.root / "country.json"  # there: the folder's sandbox is the country, with this life
        self.acts = self.root / "country-acts.jsonl"  # what happened in it, with receipts

    def credentials(self, client_id: str) -> Path:
        """Return the file with the credentials of a sandbox system."""
        return self.sandbox / f"{client_id}.json"

    def held(self) -> bool:
        """Tell whether a running Saphan holds the folder (the lock is chassis.postgres.embedded's)."""
        try:
            with (self.database / "lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def prepare(self) -> None:
        """Make the folders that are missing; those below the root are their owner's only (mode 0700)."""
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in (self.keys, self.sandbox, self.files, self.examples, self.checkpoints):
            folder.mkdir(exist_ok=True)
            folder.chmod(OWNER_ONLY_FOLDER)


def write_secret(path: Path, content: bytes) -> None:
    """Write the file with mode 0600 and atomically: a crash leaves the old content or the new, whole."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the secret kept in the file; the first time it is made and written down."""
    if not path.exists():
        write_secret(path, make())
    path.chmod(OWNER_ONLY)
    return path.read_bytes()
