"""Composition of the one-process run: embedded PostgreSQL, bus, services and gateway, wired together.

Only settings differ from many processes: the services answer in process, and the bus is the embedded PostgreSQL.
"""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI

from chassis import bus as buses
from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import create_engine, migrate
from chassis.process.settings import ComponentSettings
from chassis.reference.sources import Called
from cli import certificate_keys
from cli.components import COMPONENTS, GATEWAY, SERVICES, Component
from cli.data_folder import DataFolder, secret
from cli.sandbox.country import Offer, Sandbox
from cli.sandbox.systems import Keys
from contracts.subject_keys import KEY_BYTES as SUBJECT_KEY_BYTES
from gateway.app import build
from gateway.directory.enrol import enrol
from gateway.guests import GUESTS
from gateway.settings import Settings
from gateway.trust.key_files import complete, create, load
from gateway.trust.keys import GatewayKeys

if TYPE_CHECKING:  # of the sandbox, while `saphan enrol` needs the rest of this module without one
    from chassis.postgres.embedded import EmbeddedPostgres

BUS: Final = "bus"
DRAIN_S: Final = 10  # what open exchanges get when we are asked to stop
OWN_SYSTEMS: Final = {  # by which services call the gateway themselves
    "case-registry": "moj-case-registry",
    "civil-registration": "home-affairs-civil-registration",
}
SAMPLE_CONTACT: Final = {
    "name": "Sample operator · ຜູ້ດຳເນີນງານຕົວຢ່າງ",
    "email": "operator@gateway.example",
    "url": "https://gateway.example/help",
}
POOL: Final = 8  # connections of each component: one server carries them all


def make_databases(server: "EmbeddedPostgres") -> int:
    """Create the databases that are missing, one per component and the bus's; return how many."""
    existing = set(server.sql("SELECT datname FROM pg_database").split())
    wanted = {BUS, *(component.database for component in COMPONENTS)}
    return sum(server.create_database(name) for name in sorted(wanted - existing))


async def migrate_databases(server: "EmbeddedPostgres") -> None:
    """Migrate the database of every component to the newest revision, and make the bus's tables."""
    for component in COMPONENTS:
        await migrate(server.url(component.database), component.migrations)
    await buses.prepare("postgres", server.url(BUS))


def gateway_keys(folder: DataFolder, issuer: str) -> GatewayKeys:
    """Return the gateway's keys of this folder; made at the first start."""
    if folder.gateway_key.exists():
        complete(folder.gateway_key)  # a folder of an older version
    else:
        create(folder.gateway_key)
    return load(folder.gateway_key, issuer=issuer)


async def events_carried(url: str) -> int:
    """Return how many events the bus has carried since it was made; the front page counts them."""
    connection = await connect(url, "front page")
    try:
        carried: int = await connection.fetchval("SELECT coalesce(sum(next_offset), 0)::bigint FROM partitions")
        return carried
    finally:
        await disconnect(connection)


def services(
    server: "EmbeddedPostgres",
    folder: DataFolder,
    keys: GatewayKeys,
    measuring: Mapping[str, object],
    directory: Called,
) -> dict[str, FastAPI]:
    """Return the services' apps by name; they share bus and directory, and know the gateway's keys without asking."""
    bus = asyncio.run(buses.open_bus("postgres", server.url(BUS)))
    return {
        component.name: component.build(
            service_settings(component, server, folder, measuring, keys.issuer),
            bus=bus,
            voucher_keys=keys,
            directory=directory,
        )
        for component in SERVICES
    }


def service_settings(
    component: Component, server: "EmbeddedPostgres", folder: DataFolder, measuring: Mapping[str, object], issuer: str
) -> ComponentSettings:
    """Return the component's settings, as a container would read them from its environment."""
    kind = component.settings_class()
    values: dict[str, object] = {
        "database_url": server.url(component.database),
        "bus": "postgres",
        "bus_url": server.url(BUS),
        "pool_size": POOL,
        **measuring,
    }
    values |= secret_files(component, folder, issuer)
    if "files_url" in kind.model_fields:
        values["files_url"] = folder.files.as_uri()
    return kind.model_validate(values)


def secret_files(component: Component, folder: DataFolder, issuer: str) -> dict[str, Path]:
    """Return the files with secrets that the component's settings name, by setting; `issuer` is the gateway's."""
    files = {}
    if "subject_key_file" in component.settings_class().model_fields:
        files["subject_key_file"] = subject_key(folder)
    if "credentials_file" in component.settings_class().model_fields:
        files["credentials_file"] = folder.credentials(OWN_SYSTEMS[component.name])
    if "certificate_keys_file" in component.settings_class().model_fields:
        files["certificate_keys_file"] = certificate_keys.kept(folder.certificate_keys, issuer)
    return files


def subject_key(folder: DataFolder) -> Path:
    """Return the file with the key of the bus's subject keys; made at the first start."""
    secret(folder.subject_key, lambda: secrets.token_hex(SUBJECT_KEY_BYTES).encode())
    return folder.subject_key


async def enrol_sandbox(database_url: str, sandbox: Sandbox, keys: Keys, offers: Mapping[str, Offer]) -> int:
    """Enrol the sample country in the gateway's database; return the directory's version."""
    public = {client_id: key.public_jwk for client_id, key in keys.items()}
    own = {guest.NAME: Offer(guest.BASE_URL, guest.document()) for guest in GUESTS}
    offers = {**offers, **own}  # the gateway's own services
    engine = create_engine(database_url, pool_size=1)
    try:
        async with engine.begin() as connection:
            return await enrol(connection, sandbox.content(public, offers))
    finally:
        await engine.dispose()


def offers_in_process(apps: Mapping[str, FastAPI]) -> dict[str, Offer]:
    """Return the offer (base URL, OpenAPI document) of each service that answers in process."""
    return {name: Offer(f"in-process:{name}", app.openapi()) for name, app in apps.items()}


def gateway(
    server: "EmbeddedPostgres",
    folder: DataFolder,
    url: str,
    keys: GatewayKeys,
    apps: Mapping[str, FastAPI],
    measuring: Mapping[str, object],
    directory: Called,
) -> FastAPI:
    """Return the gateway's app with the services behind it; from now on these may ask its `directory`."""
    settings = Settings.model_validate(
        {
            "database_url": server.url(GATEWAY.database),
            "public_url": url,
            "pool_size": POOL,
            "drain_s": DRAIN_S,
            "checkpoint_folder": folder.checkpoints,
            "sandbox": True,
            "contact": SAMPLE_CONTACT,
            **measuring,
        }
    )
    app = build(settings, keys=keys, services=apps, events=lambda: events_carried(server.url(BUS)))
    directory.directory = app.state.reference.document
    return app
