"""Files that hold a secret: created with mode 0600, and refused when others can read them."""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

OWNER_ONLY: Final = 0o600
OWNER_ONLY_FOLDER: Final = 0o700


class SecretFileRefused(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """A secret's file that others can read, or that cannot be read or used."""


def read_secret(path: Path) -> bytes:
    """Return the file's content; raise `SecretFileRefused` when group or others have access, or it is unreadable.

    A file of root's that our group may read, and nobody else, is as Kubernetes mounts secrets for one container.
    """
    try:
        found = path.stat()
        content = path.read_bytes()
    except OSError as fault:
        raise SecretFileRefused(f"{path} cannot be read: {fault.strerror}") from fault
    mode = stat.S_IMODE(found.st_mode)
    mounted = found.st_uid == 0 and os.getuid() != 0 and found.st_gid == os.getgid()
    if mode & ((stat.S_IWGRP | stat.S_IXGRP if mounted else stat.S_IRWXG) | stat.S_IRWXO):
        raise SecretFileRefused(f"{path} is readable by others (mode {mode:04o}); chmod 600 it and consider it known")
    return content


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
        raise SecretFileRefused(f"{path} does not spell a key in hexadecimal digits") from fault


def make_private(path: Path) -> Path:
    """Create the file if it is missing, set its mode to 0600, and return its path."""
    path.touch(mode=OWNER_ONLY)
    path.chmod(OWNER_ONLY)
    return path
