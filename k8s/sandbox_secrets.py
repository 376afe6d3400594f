"""Keys of a sandbox in Kubernetes: `python -m k8s.sandbox_secrets` makes them once, in a folder that no repository has.

The same folder as that of `saphan run`: gateway's keys, subject key, keys of certificates, and credentials of every
sample system, with which people call the gateway from their own machine.
"""

import sys
from pathlib import Path
from typing import Final

from cli import certificate_keys
from cli.data_folder import DataFolder
from cli.one_process import gateway_keys, subject_key
from cli.sandbox.country import Sandbox
from cli.sandbox.systems import system_keys, write_credentials

COUNTRY: Final = Path(__file__).parent / "overlays/sandbox/secrets/country"
PUBLIC_URL: Final = "http://gateway:8080"  # as overlays/sandbox tells the gateway


def fill(folder: Path) -> int:
    """Make the keys that are missing and write the credentials; return how many systems have some."""
    data, country = DataFolder(folder), Sandbox.load()
    data.prepare()
    gateway_keys(data, PUBLIC_URL)
    subject_key(data)
    certificate_keys.kept(data.certificate_keys, PUBLIC_URL)
    return write_credentials(data, country, system_keys(data, country), PUBLIC_URL)


if __name__ == "__main__":
    sys.stdout.write(f"{fill(COUNTRY)} systems have credentials in {COUNTRY / 'sandbox'}\n")
