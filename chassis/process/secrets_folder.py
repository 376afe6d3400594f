"""Secrets folder: a variable that the environment lacks may be a file of its name in lower case.

Container platforms hand over secrets as files: `/run/secrets/saphan_gateway_database_url`. White space around the value
is cut, as editors end a file with a newline. What else lies in the folder concerns somebody else and is not looked at.
"""

import os
from pathlib import Path
from typing import Final

from chassis.process.secret_files import SecretFileRefused, read_secret

FOLDER: Final = "SAPHAN_SECRETS_DIR"


def variable(name: str) -> str | None:
    """Return the variable's value, of the environment or else of the folder; raise `SecretFileRefused` for its file."""
    if name in os.environ:
        return os.environ[name]
    file = next(iter(files(name)), None)
    return None if file is None else _value(file)


def checked(prefix: str) -> Path | None:
    """Return the folder, or None when none is named; raise `SecretFileRefused` for it or for any file of the prefix."""
    for file in files(prefix, beginning=True):
        _value(file)
    return _folder()


def files(name: str, *, beginning: bool = False) -> list[Path]:
    """Return the files of the variable; with `beginning`, those of every variable that begins like this."""
    folder = _folder()
    if folder is None:
        return []
    try:
        there = sorted(folder.iterdir())
    except OSError as fault:
        raise SecretFileRefused(f"{FOLDER} names {folder}, which cannot be read: {fault.strerror}") from fault
    wanted = name.lower()
    return [
        file for file in there if (file.name.lower().startswith(wanted) if beginning else file.name.lower() == wanted)
    ]


def _folder() -> Path | None:
    named = os.environ.get(FOLDER)
    return Path(named) if named else None


def _value(file: Path) -> str:
    try:
        return read_secret(file).decode().strip()
    except UnicodeDecodeError:
        raise SecretFileRefused(f"{file} is not a text in UTF-8") from None
