"""`make wheelhouse`: fills `wheelhouse/` with the pinned wheels and our own, from wherever pip is set up to look."""

import fcntl
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from deploy.build.pins import BASE, BUILD, LOCKS, ROOT, WHEELHOUSE, Pin, all_pins, digests, images

PYTHON: Final = "3.11"  # of the base image (deploy/Dockerfile), whatever Python this machine has
_GLIBC: Final = 36  # Debian 12 has 2.36; wheels for any older one run on it
_OLDEST_GLIBC: Final = 5
_OWN: Final = "saphan-*.whl"


def missing(pins: Sequence[Pin], folder: Path) -> list[Pin]:
    """Return the pins of which the folder has no wheel with a hash of the lock."""
    there = digests(folder)
    return [pin for pin in pins if not pin.hashes & there.keys()]


def tidy(pins: Sequence[Pin], folder: Path) -> None:
    """Remove the wheels that no lock names any more, and what is no whole wheel; our own is replaced, not removed."""
    wanted = {digest for pin in pins for digest in pin.hashes}
    for digest, wheel in digests(folder).items():
        if digest not in wanted and not wheel.match(_OWN):
            wheel.unlink()


def download(lock: str, folder: Path) -> None:
    """Have pip fetch the wheels of a lock for the image's platform; whether it could is seen by what is there then."""
    machine = platform.machine()
    fitting = [f"manylinux_2_{minor}_{machine}" for minor in range(_GLIBC, _OLDEST_GLIBC - 1, -1)]
    fitting += [f"{old}_{machine}" for old in ("manylinux2014", "manylinux2010", "manylinux1", "linux")]
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--python-version", PYTHON]
    command += [word for tag in fitting for word in ("--platform", tag)]
    # what is there already is taken from there, so that a second run fetches what a first one could not
    command += ["--find-links", str(folder), "--dest", str(folder), "-r", str(LOCKS / f"{lock}.lock")]
    subprocess.run(command, check=False)  # noqa: S603 - our own command


def build_own_wheel(folder: Path) -> None:
    """Build the project's wheel; the same tree makes the same bytes, whenever and wherever.

    It takes the place of the one before at once: an image that is built meanwhile always finds one.
    """
    with TemporaryDirectory(dir=folder) as beside:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", beside]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own command
        built = next(Path(beside).glob(_OWN))
        built.replace(folder / built.name)
    for old in folder.glob(_OWN):
        if old.name != built.name:
            old.unlink()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else fills the folder, and hold it for the block."""
    with (folder / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def fill(folder: Path) -> list[Pin]:
    """Fill the folder; return what could not be had."""
    folder.mkdir(exist_ok=True)
    pins = all_pins()
    with alone(folder):
        tidy(pins, folder)
        if missing(pins, folder):
            for lock in (BASE, *sorted({group for groups in images().values() for group in groups}), BUILD):
                download(lock, folder)
        build_own_wheel(folder)
        return missing(pins, folder)


def main() -> int:
    """Fill the wheelhouse of this tree, and say what it lacks; 0 when it is full, else 1."""
    lacking = fill(WHEELHOUSE)
    if not lacking:
        return 0
    named = ", ".join(f"{pin.name} {pin.version}" for pin in lacking)
    sys.stderr.write(
        f"wheelhouse/ lacks {len(lacking)} of {len(all_pins())} wheels: {named}.\n"
        "pip looks for them where it is set up to look (`pip config list`). Run `make wheelhouse` on a machine that\n"
        "reaches an index, and bring its wheelhouse/ here.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
