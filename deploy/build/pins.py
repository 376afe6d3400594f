"""Pins of the images: what a hashed lock names, which locks an image installs, and which wheel is the one pinned."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
LOCKS: Final = ROOT / "requirements"
WHEELHOUSE: Final = ROOT / "wheelhouse"
BASE: Final = "base"
BUILD: Final = "build"

_PIN: Final = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+) \\$")
_HASH: Final = re.compile(r"^    --hash=sha256:(?P<sha256>[0-9a-f]{64})( \\)?$")


@dataclass(frozen=True, slots=True)
class Pin:
    """One version of one package, and the SHA-256 of every file that is it."""

    name: str  # normalised: small letters and hyphens
    version: str
    hashes: frozenset[str]


def images() -> Mapping[str, Sequence[str]]:
    """Return the groups that each image installs beside the base, by its component."""
    table: dict[str, list[str]] = tomllib.loads((ROOT / "deploy" / "components.toml").read_text("utf-8"))
    return table


def pins(lock: str) -> list[Pin]:
    """Return what `requirements/<lock>.lock` pins; raise `ValueError` for a line that is no part of a pin."""
    names: list[tuple[str, str]] = []
    hashes: list[set[str]] = []
    for line in (LOCKS / f"{lock}.lock").read_text("utf-8").splitlines():
        if pin := _PIN.match(line):
            names.append((pin["name"], pin["version"]))
            hashes.append(set())
        elif (found := _HASH.match(line)) and hashes:
            hashes[-1].add(found["sha256"])
        else:
            # a marker, an address or a pin without a hash: the image would then hold something else than the file says
            msg = f"{lock}.lock: {line!r} is neither a pin nor its hash: make it by `make lock`"
            raise ValueError(msg)
    return [Pin(name, version, frozenset(those)) for (name, version), those in zip(names, hashes, strict=True)]


def pins_of(image: str) -> list[Pin]:
    """Return everything that the image of a component installs but the project itself, by name."""
    return sorted(merged(pins(lock) for lock in (BASE, *images()[image])), key=lambda pin: pin.name)


def all_pins() -> list[Pin]:
    """Return everything that the wheelhouse has to hold."""
    groups = {group for groups in images().values() for group in groups}
    return merged(pins(lock) for lock in (BASE, *sorted(groups), BUILD))


def merged(locks: Iterable[Iterable[Pin]]) -> list[Pin]:
    """Return the pins of several locks, each once; raise `ValueError` where they name two versions of a package."""
    found: dict[str, Pin] = {}
    for pin in (pin for lock in locks for pin in lock):
        if found.setdefault(pin.name, pin).version != pin.version:
            msg = f"{pin.name} is pinned to {found[pin.name].version} and to {pin.version}: `make lock`"
            raise ValueError(msg)
    return list(found.values())


def digests(folder: Path) -> dict[str, Path]:
    """Return the wheels of a folder by their SHA-256: a file is what its content is, not what its name says."""
    return {hashlib.sha256(wheel.read_bytes()).hexdigest(): wheel for wheel in sorted(folder.glob("*.whl"))}
