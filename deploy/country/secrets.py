"""Secrets of the country on one machine, as files: made once, never replaced; what is derived from them follows them.

Each container sees one folder, its own, so that a file that is replaced there is seen by it too; a single mounted file
would stay the old one. To change a secret, remove the file that holds it and run `make secrets` again: docs/country.md.
"""

import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from cli import certificate_keys
from cli.components import COMPONENTS, SERVICES
from cli.refusals import Refused
from contracts.subject_keys import KEY_BYTES
from deploy.country.authority import Authority, names_in
from deploy.country.folder import COMPONENT_USER, USERS, Country, give, private_folder, put
from gateway.trust import key_files

OPERATOR: Final = "operator"  # whose jobs make topics and grant rights on the bus
AUTHORITY: Final = "ca.crt"
_READABLE: Final = stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH
_HERE: Final = ("localhost", "127.0.0.1")


def make_secrets(country: Country) -> int:
    """Make what is missing and rewrite what is derived; return how many files have changed."""
    country.folder.mkdir(parents=True, exist_ok=True)
    return sum([*_authority(country), *_certificates(country), *_databases(country), *_bus(country), *_others(country)])


def _made(path: Path, user: int, make: Callable[[], bytes]) -> bool:
    """Make the secret unless it is there; whose it is, is put right."""
    private_folder(path.parent, user)
    return put(path, path.read_bytes() if path.exists() else make(), user)


def _derived(path: Path, user: int, content: bytes) -> bool:
    """Write what follows from other secrets."""
    private_folder(path.parent, user)
    return put(path, content, user)


def _password() -> bytes:
    return secrets.token_urlsafe(32).encode()  # as it stands it is part of a URL and of Kafka's configuration


def _authority(country: Country) -> Iterator[bool]:
    folder = private_folder(country.authority, 0)
    key, certificate = folder / "ca.key", country.certificate
    if not key.exists():
        pem, public = Authority.new(f"Saphan on one machine, {country.name}").pem()
        yield put(certificate, public, 0)
        yield put(key, pem, 0)  # last: a start that is killed before makes both again
    folder.chmod(0o711)  # callers on this machine read the certificate
    certificate.chmod(_READABLE)


def _certificates(country: Country) -> Iterator[bool]:
    authority = Authority.read((country.authority / "ca.key").read_bytes(), country.certificate.read_bytes())
    proxy = country.secrets("proxy") / "proxy.pem"
    yield _made(proxy, USERS["proxy"], lambda: authority.server([country.name, *_HERE]))
    if country.name not in names_in(proxy.read_bytes()):
        raise Refused(
            f"{proxy} is no certificate of {country.name}: remove it, or put one there that is.",
            f"{proxy} ບໍ່ແມ່ນໃບຢັ້ງຢືນຂອງ {country.name}: ລຶບອອກ ຫຼື ປ່ຽນໃໝ່.",
        )
    yield _made(country.secrets("kafka") / "kafka.pem", USERS["kafka"], lambda: authority.server(["kafka"]))
    for reader in (OPERATOR, *(service.name for service in SERVICES)):
        yield _derived(country.secrets(reader) / AUTHORITY, COMPONENT_USER, country.certificate.read_bytes())


def _databases(country: Country) -> Iterator[bool]:
    server, user = country.secrets("postgres"), USERS["postgres"]
    yield _made(server / "superuser", user, _password)
    for component in COMPONENTS:
        role = component.database
        yield _made(server / role, user, _password)
        url = f"postgresql://{role}:{(server / role).read_text()}@postgres/{role}"
        name = f"{component.prefix}database_url".lower()
        yield _derived(country.secrets(component.name) / name, COMPONENT_USER, url.encode())


def _bus(country: Country) -> Iterator[bool]:
    broker, user = country.secrets("kafka"), USERS["kafka"]
    for name, prefix in ((OPERATOR, "SAPHAN_"), *((service.name, service.prefix) for service in SERVICES)):
        yield _made(broker / name, user, _password)
        path = country.secrets(name) / f"{prefix}bus_password".lower()
        yield _derived(path, COMPONENT_USER, (broker / name).read_bytes())


def _others(country: Country) -> Iterator[bool]:
    yield _gateway_key(country.secrets("gateway") / "gateway.json")
    registry = country.secrets("civil-registration") / "subjects.key"
    yield _made(registry, COMPONENT_USER, lambda: secrets.token_hex(KEY_BYTES).encode())
    yield _derived(country.secrets("case-registry") / "subjects.key", COMPONENT_USER, registry.read_bytes())
    signers = country.secrets("civil-registration") / "certificates.json"
    private_folder(signers.parent, COMPONENT_USER)
    yield put(signers, certificate_keys.kept(signers, country.url).read_bytes(), COMPONENT_USER)
    store = country.secrets("s3") / "key"
    yield _made(store, USERS["s3"], _password)
    name = "saphan_document_exchange_s3_secret_access_key"
    yield _derived(country.secrets("document-exchange") / name, COMPONENT_USER, store.read_bytes())
    yield _made(country.secrets("grafana") / "admin", USERS["grafana"], _password)
    for folder, reader in (("checkpoints", "gateway"), ("sandbox", "enrol"), ("files", "s3"), ("traces", "otel")):
        private_folder(country.folder / folder, USERS.get(reader, COMPONENT_USER))


def _gateway_key(path: Path) -> bool:
    private_folder(path.parent, COMPONENT_USER)
    missing = not path.exists()
    if missing:
        key_files.create(path)
    give(path, COMPONENT_USER)
    return missing
