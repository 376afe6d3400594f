"""The gateway's key file, opened for `saphan ledger check`, `retire` and `erase`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cli.components import GATEWAY
from cli.data_folder import DataFolder
from cli.database_address import VARIABLE
from cli.environment import variable
from cli.refusals import Refused
from gateway.trust.key_files import KeyFileRefused

T = TypeVar("T")


def from_key_file(data: Path, load: Callable[[Path, str | None], T]) -> T | None:
    """Return what `load` makes of key file and passphrase, or None where nobody says which file it is.

    Raises `Refused` for a file that cannot be used.
    """
    key_file, passphrase = _location(data)
    if key_file is None:
        return None
    try:
        return load(key_file, passphrase)
    except (KeyFileRefused, OSError) as fault:
        raise Refused(f"{fault}.", "ໃຊ້ໄຟລ໌ກະແຈບໍ່ໄດ້.") from fault


def _location(data: Path) -> tuple[Path | None, str | None]:
    """Return the gateway's key file and its passphrase, of the environment or of the data folder."""
    if not variable(VARIABLE):
        return DataFolder(data).gateway_key, None
    named = variable(f"{GATEWAY.prefix}KEY_FILE")
    return Path(named) if named else None, variable(f"{GATEWAY.prefix}KEY_PASSPHRASE")
