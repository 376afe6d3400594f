"""The sample systems of one data folder: their keys, and the credentials file that each of them would keep."""

from collections.abc import Mapping
from typing import Any

import orjson

from chassis.client.exchange_client import Credentials
from chassis.tokens.tokens import SigningKey
from cli.data_folder import DataFolder, secret, write_secret
from cli.sandbox.country import Sandbox

Keys = Mapping[str, SigningKey]


def system_keys(folder: DataFolder, sandbox: Sandbox) -> Keys:
    """Return every sample system's key by client id; made at the first start, kept beside the gateway's."""
    path = folder.keys / "systems.json"
    kept: dict[str, Any] = orjson.loads(secret(path, lambda: b"{}"))  # Any: private JWKs, parsed below
    missing = [system.client_id for system in sandbox.systems if system.client_id not in kept]
    if missing:
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
