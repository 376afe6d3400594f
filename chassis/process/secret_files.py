"""Files that hold a secret: created with mode 0600, and refused when others can read them.

What a container platform hands over is not ours to close: it may be root's and readable by our group, as Kubernetes
makes it with `fsGroup`, or lie on a mount of its own that nobody can write to, which only this container sees.
"""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

from chassis.process.unreadable import unreadable

OWNER_ONLY: Final = 0o600
OWNER_ONLY_FOLDER: Final = 0o700


class SecretFileRefused(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """A secret's file that others can read, or that cannot be read or used; `lo` says it in Lao."""

    def __init__(self, en: str, lo: str | None = None) -> None:
        """Without a sentence of its own in Lao, what the file lacks is said as it is in English."""
        super().__init__(en)
        self.lo = lo or en


def read_secret(path: Path) -> bytes:
    """Return the file's content; raise `SecretFileRefused` when others have access, or it is unreadable."""
    try:
        status = path.stat()
        content = path.read_bytes()
        closed = _closed(path, status)
    except OSError as fault:
        raise SecretFileRefused(*unreadable(path, fault)) from fault
    if not closed:
        mode = stat.S_IMODE(status.st_mode)
        raise SecretFileRefused(
            f"{path} is readable by others (mode {mode:04o}); chmod 600 it and consider it known",
            f"ຄົນອື່ນອ່ານ {path} ໄດ້ (mode {mode:04o}); ໃຊ້ chmod 600 ແລະ ປ່ຽນຄວາມລັບນັ້ນ",
        )
    return content


def _closed(path: Path, status: os.stat_result) -> bool:
    """Tell whether only this process, and whoever handed the file over, reads it."""
    if not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return True
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return False
    # PostgreSQL's rule for its own key: root's file may be read by a group, in which root has put us
    if not status.st_mode & stat.S_IRWXO and status.st_uid == 0 != os.geteuid():
        return True
    mounted = path.is_mount() or path.parent.is_mount()
    return mounted and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def secret_file(path: Path) -> BinaryIO:
    """Open the file for writing, truncated; mode 0600 before the first byte, whatever the umask.

    One that was there already is closed to others too; `/dev/stdout` stays what it is.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        os.fchmod(handle, OWNER_ONLY)
    return os.fdopen(handle, "wb")


def secret_folder(path: Path) -> None:
    """Create the folder with mode 0700; an existing one keeps its mode."""
    path.mkdir(OWNER_ONLY_FOLDER, parents=True, exist_ok=True)


def read_key(path: Path) -> bytes:
    """Return the key (bytes) that the file has in hexadecimal (`openssl rand -hex 32`); raises as `read_secret`."""
    try:
        return bytes.fromhex(read_secret(path).decode("ascii").strip())
    except ValueError as fault:
        if isinstance(fault, SecretFileRefused):
            raise
        raise SecretFileRefused(
            f"{path} does not spell a key in hexadecimal digits; make one with `openssl rand -hex 32`",
            f"{path} ບໍ່ແມ່ນກະແຈເປັນເລກຖານສິບຫົກ; ສ້າງດ້ວຍ `openssl rand -hex 32`",
        ) from fault


def make_private(path: Path) -> Path:
    """Create the file if it is missing, set its mode to 0600, and return its path."""
    path.touch(mode=OWNER_ONLY)
    path.chmod(OWNER_ONLY)
    return path
