"""Which sandbox a data folder holds: the small one, or the country."""

from cli.data_folder import DataFolder
from cli.sandbox.country import Sandbox


def sandbox_of(folder: DataFolder) -> Sandbox:
    """Return the sandbox of the folder: it stays what it was when the folder was made."""
    if not folder.country.exists():
        return Sandbox.load()
    from cli.sandbox.nation.country import country  # reads 148 districts, which the small one does not need

    return country()
