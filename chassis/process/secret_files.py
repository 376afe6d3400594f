"""Files that hold a secret: written for their owner alone, and refused where others can read them."""

import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

OWNER_ONLY: Final = 0o600
OWNER_ONLY_FOLDER: Final = 0o700


class SecretFileRefused(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """A file with a secret that others can read, or that cannot be read or used."""


def read_secret(path: Path) -> bytes:
    """Return the content of the file; raise `SecretFileRefused` when others may read it too, or nobody."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        content = path.read_bytes()
    except OSError as fault:
        raise SecretFileRefused(f"{path} cannot be read: {fault.strerror}") from fault
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SecretFileRefused(f"{path} is readable by others (mode {mode:04o}); chmod 600 it and consider it known")
    return content


def secret_file(path: Path) -> BinaryIO:
    """Open the file for writing from its beginning: its owner's alone before the first byte, whatever the umask.

    One that was there already is closed to others too; `/dev/stdout` stays what it is.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        os.fchmod(handle, OWNER_ONLY)
    return os.fdopen(handle, "wb")


def secret_folder(path: Path) -> None:
    """Make the folder, its owner's alone; one that was there already stays as its owner has set it."""
    path.mkdir(OWNER_ONLY_FOLDER, parents=True, exist_ok=True)


def read_key(path: Path) -> bytes:
    """Return the key that the file spells in hexadecimal digits (`openssl rand -hex 32`); raises as `read_secret`."""
    try:
        return bytes.fromhex(read_secret(path).decode("ascii").strip())
    except ValueError as fault:
        if isinstance(fault, SecretFileRefused):
            raise
        raise SecretFileRefused(f"{path} does not spell a key in hexadecimal digits") from fault


def own(path: Path) -> Path:
    """Return the file's path once it is there and its owner's alone, whatever umask or an older version has made."""
    path.touch(mode=OWNER_ONLY)
    path.chmod(OWNER_ONLY)
    return path
