"""Secrets folder: a variable that the environment lacks may be a file of its name in lower case.

Container platforms hand over secrets as files: `/run/secrets/saphan_gateway_database_url`. White space around the value
is cut, as editors end a file with a newline. What else lies in the folder concerns somebody else and is not looked at.
"""

import os
from collections.abc import Iterable
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


def checked(variables: Iterable[str]) -> Path | None:
    """Return the folder, or None when none is named; raise `SecretFileRefused` for it or for a file of a variable."""
    for file in (file for variable in variables for file in files(variable)):
        _value(file)
    return _folder()


def files(variable: str) -> list[Path]:
    """Return the files of the variable: one, or several that differ in letter case."""
    folder = _folder()
    if folder is None:
        return []
    try:
        return [file for file in sorted(folder.iterdir()) if file.name.lower() == variable.lower()]
    except OSError as fault:
        gone = isinstance(fault, FileNotFoundError)
        en = "No such folder; mount it" if gone else "give it to this user"
        lo = "ບໍ່ມີໂຟນເດີນີ້; ຕ້ອງຕໍ່ເຂົ້າ" if gone else "ໃຫ້ສິດແກ່ຜູ້ໃຊ້ນີ້"
        raise SecretFileRefused(
            f"{FOLDER} names {folder}, which cannot be read: {en}, or correct the variable",
            f"{FOLDER} ບອກຊື່ {folder} ທີ່ອ່ານບໍ່ໄດ້: {lo} ຫຼື ແກ້ຄ່ານີ້",
        ) from fault


def _folder() -> Path | None:
    named = os.environ.get(FOLDER)
    return Path(named) if named else None


def _value(file: Path) -> str:
    try:
        return read_secret(file).decode().strip()
    except UnicodeDecodeError:
        raise SecretFileRefused(
            f"{file} is not a text in UTF-8; write it anew", f"{file} ບໍ່ແມ່ນຂໍ້ຄວາມ UTF-8; ຂຽນໃໝ່"
        ) from None
