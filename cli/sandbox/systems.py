"""The sample systems of one data folder: their keys, and the credentials file that each of them would keep."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import orjson

from chassis.client.exchange_client import Credentials
from chassis.tokens.tokens import SigningKey
from cli.data_folder import DataFolder, secret, write_secret
from cli.sandbox.country import Sandbox

Keys = Mapping[str, SigningKey]


def key_file(folder: DataFolder) -> Path:
    """Return where the sample systems' keys are kept, beside the gateway's."""
    return folder.keys / "systems.json"


def without_key(folder: DataFolder, sandbox: Sandbox) -> list[str]:
    """Return the client ids of the systems that have no key in this folder."""
    path = key_file(folder)
    kept: Collection[str] = orjson.loads(path.read_bytes()) if path.exists() else ()
    return [system.client_id for system in sandbox.systems if system.client_id not in kept]


def system_keys(folder: DataFolder, sandbox: Sandbox) -> Keys:
    """Return every sample system's key by client id; made at the first start."""
    path = key_file(folder)
    kept: dict[str, Any] = orjson.loads(secret(path, lambda: b"{}"))  # Any: private JWKs, parsed below
    if missing := without_key(folder, sandbox):
        kept |= {client_id: SigningKey.generate().private_jwk() for client_id in missing}
        write_secret(path, orjson.dumps(kept))
    return {system.client_id: SigningKey.from_jwk(kept[system.client_id]) for system in sandbox.systems}


def write_credentials(folder: DataFolder, sandbox: Sandbox, keys: Keys, base_url: str) -> int:
    """Write one file per system, anew at every start because the port may be another; return how many."""
    for system in sandbox.systems:
        credentials = Credentials(
            member=system.member,
            system=system.name,
            client_id=system.client_id,
            private_jwk=keys[system.client_id].private_jwk(),
            issuer=base_url,
            token_endpoint=f"{base_url}/oauth/token",
            base_url=base_url,
            purposes=sandbox.purposes(system.member),
        )
        content = orjson.dumps(credentials.model_dump(by_alias=True), option=orjson.OPT_INDENT_2)
        write_secret(folder.credentials(system.client_id), content)
    return len(sandbox.systems)
