"""Bridges of podman's networks: each keeps its hardware address while containers come and go.

A bridge of Linux takes the lowest address of its ports unless it was given one. Netavark before 1.9 gives none, so the
address changes with a container, the others go on asking under the old one, and for up to 100 s no name is found
(github.com/containers/netavark/pull/833). Where udev gives addresses to bridges, there is nothing left to do.
"""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cli.refusals import Refused

_INTERFACES: Final = Path("/sys/class/net")
_WAS_SET = "3"  # NET_ADDR_SET of the kernel's netdevice.h


def hold_addresses(interfaces: Iterable[str], found_in: Path = _INTERFACES) -> list[str]:
    """Give each bridge for good the address that it has; return those that had none of their own.

    A bridge that is not there yet, because no container is on it, is left out. Raise `Refused` where `ip` fails.
    """
    changing = [name for name in interfaces if _changes(found_in / name)]
    for name in changing:
        address = (found_in / name / "address").read_text().strip()
        command = ["ip", "link", "set", "dev", name, "address", address]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - names that podman gave
        except (OSError, subprocess.CalledProcessError) as fault:
            raise Refused(
                f"The address of the bridge {name} cannot be held: `{' '.join(command)}` failed. Install iproute2.",
                f"ຮັກສາທີ່ຢູ່ຂອງ {name} ບໍ່ໄດ້: ຕິດຕັ້ງ iproute2.",
            ) from fault
    return changing


def _changes(interface: Path) -> bool:
    return interface.exists() and (interface / "addr_assign_type").read_text().strip() != _WAS_SET
