"""The folder of a country on one machine: settings, secrets, and what containers keep outside their volumes."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path
from typing import Final, Self

from chassis.process.secret_files import OWNER_ONLY_FOLDER
from cli.data_folder import write_secret
from cli.refusals import Refused

ROOT: Final = Path(__file__).parents[2]
COMPONENT_USER: Final = 65532
# Users of the images; a folder that is mounted belongs to who reads it.
USERS: Final[Mapping[str, int]] = {
    "postgres": 999,
    "kafka": 1000,
    "s3": 65531,
    "proxy": 99,
    "grafana": 472,
    "otel": 10001,
}


@dataclass(frozen=True, slots=True)
class Country:
    """One country: where it is kept, what callers call it, and the name under which its containers run."""

    folder: Path
    name: str = "localhost"
    port: int = 8443
    address: str = "0.0.0.0"  # noqa: S104 - the one published port is for the network
    project: str = "saphan"
    version: str = ""  # of our images; that of this tree unless it is said
    telemetry: bool = False

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> Self:
        """Return the country that COUNTRY, COUNTRY_NAME, COUNTRY_PORT, … name; what is not named stays as it is."""
        return cls(
            folder=Path(environment.get("COUNTRY") or ROOT / "country").absolute(),
            name=environment.get("COUNTRY_NAME") or "localhost",
            port=int(environment.get("COUNTRY_PORT") or 8443),
            address=environment.get("COUNTRY_ADDRESS") or "0.0.0.0",  # noqa: S104 - as above
            project=environment.get("COUNTRY_PROJECT") or "saphan",
            version=environment.get("SAPHAN_VERSION") or installed("saphan"),
            telemetry=bool(environment.get("TELEMETRY")),
        )

    @property
    def url(self) -> str:
        """The public URL of the gateway."""
        return f"https://{self.name}:{self.port}"

    @property
    def authority(self) -> Path:
        """The folder of the private certificate authority; only `ca.crt` in it is for others."""
        return self.folder / "ca"

    @property
    def certificate(self) -> Path:
        """What callers trust."""
        return self.authority / "ca.crt"

    @property
    def sandbox(self) -> Path:
        """The data folder of the enrolment: keys of the sample systems, and a file of credentials for each."""
        return self.folder / "sandbox"

    @property
    def settings_file(self) -> Path:
        """What docker-compose.yml is filled in with: `docker compose --env-file …` runs on the same country."""
        return self.folder / "compose.env"

    def secrets(self, reader: str) -> Path:
        """Return the folder that is mounted as /run/secrets of the container that reads it."""
        return self.folder / "secrets" / reader


def private_folder(path: Path, user: int) -> Path:
    """Make the folder if it is missing; it is this user's alone."""
    path.mkdir(OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    path.chmod(OWNER_ONLY_FOLDER)
    give(path, user)
    return path


def put(path: Path, content: bytes, user: int) -> bool:
    """Write the file, whole or not at all, for this user alone; return whether it has changed."""
    changed = not path.exists() or path.read_bytes() != content
    if changed:
        write_secret(path, content)
    give(path, user)
    return changed


def give(path: Path, user: int) -> None:
    """Make the file or folder this user's; only root can, and whoever else runs this has been told (`must_be_root`)."""
    if os.geteuid() == 0:
        os.chown(path, user, user)


def must_be_root() -> None:
    """Raise `Refused` unless files can be given to the users of the containers that read them."""
    if os.geteuid() != 0:
        raise Refused(
            "Each secret is given to the user of the container that reads it: run this as root.",
            "ຄວາມລັບແຕ່ລະໄຟລ໌ຖືກມອບໃຫ້ຜູ້ໃຊ້ຂອງຄອນເທນເນີ: ໃຊ້ສິດ root.",
        )
