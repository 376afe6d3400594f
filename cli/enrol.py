"""`saphan enrol`: enrol the sandbox in the gateway's database when each component is a process of its own."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import aiohttp

from chassis.postgres.connection import connect, disconnect
from chassis.process.tls_files import TlsContext, TlsFiles
from cli import one_process
from cli.components import GATEWAY, SERVICES
from cli.data_folder import DataFolder
from cli.environment import variable
from cli.refusals import Refused
from cli.sandbox import systems
from cli.sandbox.country import Offer, Sandbox
from cli.sandbox.systems import system_keys, write_credentials
from cli.say import people
from cli.serve import within_reach
from gateway.directory.rules import EnrolmentRefused

_KNOWN: Final = """
select distinct client_id from system_keys where client_id = any($1::text[]) and revoked_at is null order by client_id
"""
PUBLIC_URL: Final = "SAPHAN_GATEWAY_PUBLIC_URL"


def enrol_sandbox(data: Path, located: Sequence[str]) -> None:
    """Register the services at these addresses by the documents they serve, with the sample members and agreements."""
    database_url, issuer = GATEWAY.database_url(), public_url()
    offers = asyncio.run(fetched(addresses(located), upstream_tls()))
    folder = DataFolder(data)
    folder.prepare()
    country = Sandbox.load()
    asyncio.run(within_reach(none_is_known_by_another(database_url, folder, country)))
    one_process.gateway_keys(folder, issuer)  # for SAPHAN_GATEWAY_KEY_FILE, where nobody has made any yet
    keys = system_keys(folder, country)
    try:
        version = asyncio.run(within_reach(one_process.enrol_sandbox(database_url, country, keys, offers)))
    except EnrolmentRefused as refusal:
        raise Refused(f"{refusal}.", f"ລົງທະບຽນບໍ່ໄດ້: {refusal}.") from refusal
    written = write_credentials(folder, country, keys, issuer)
    people.print(f"Directory version {version}: {len(offers)} services, {written} sandbox systems in {folder.sandbox}.")
    people.print(f"The gateway's keys: {folder.gateway_key}.")
    people.print(f"ສາລະບານລຸ້ນທີ {version}: {len(offers)} ບໍລິການ, {written} ລະບົບທົດລອງ.")


async def none_is_known_by_another(database_url: str, folder: DataFolder, country: Sandbox) -> None:
    """Raise `Refused` when a system has no key in this folder while the database knows one: callers hold that one.

    It happens after a restore without the folder: a new key would lock out who has the credentials of before.
    """
    to_make = systems.without_key(folder, country)
    connection = await connect(database_url, "saphan enrol")
    try:
        others = await connection.fetch(_KNOWN, to_make)
    finally:
        await disconnect(connection)
    if others:
        names = ", ".join(row["client_id"] for row in others)
        raise Refused(
            f"The database knows keys of {names} that are not in {systems.key_file(folder)}: new ones would lock their "
            "systems out. Put the folder there that it was enrolled from (in a backup of the country: sandbox.tar).",
            f"ຖານຂໍ້ມູນມີກະແຈຂອງ {names} ທີ່ບໍ່ມີໃນ {systems.key_file(folder)}: ກູ້ຄືນໂຟນເດີທີ່ໃຊ້ລົງທະບຽນຄັ້ງກ່ອນ (sandbox.tar).",
        )


def public_url() -> str:
    """Return the gateway's public URL, from the environment variable that the gateway reads too."""
    url = variable(PUBLIC_URL)
    if not url:
        raise Refused(f"Set {PUBLIC_URL} as the gateway has it.", f"ຕ້ອງຕັ້ງຄ່າ {PUBLIC_URL} ຄືກັນກັບປະຕູເຊື່ອມຕໍ່.")
    return url.rstrip("/")


def addresses(located: Sequence[str]) -> dict[str, str]:
    """Return base URLs by service from lines such as `case-registry=http://127.0.0.1:8101`."""
    known = {component.name for component in SERVICES}
    urls = {}
    for line in located:
        name, equals, url = line.partition("=")
        if not equals or name not in known:
            names = ", ".join(sorted(known))
            raise Refused(
                f"--service is NAME=URL with a name of {names}; not {line!r}.",
                f"--service ຂຽນເປັນ NAME=URL, ຊື່ແມ່ນ {names}; ບໍ່ແມ່ນ {line!r}.",
            )
        urls[name] = url.rstrip("/")
    if not urls:
        raise Refused("Say where the services answer: --service NAME=URL.", "ບອກທີ່ຢູ່ຂອງບໍລິການ: --service NAME=URL.")
    return urls


def upstream_tls() -> ssl.SSLContext | bool:
    """Return how services are called over TLS, by the variables of the gateway; True: as the system does."""
    told = (variable(f"SAPHAN_GATEWAY_UPSTREAM_{name}_FILE") for name in ("CERTIFICATE", "KEY", "CA"))
    files = TlsFiles(*(Path(path) if path else None for path in told))
    try:
        return TlsContext(files, server=False, what="towards services").current if files else True
    except ValueError as fault:
        raise Refused(f"The services cannot be called: {fault}.", f"ເອີ້ນບໍລິການບໍ່ໄດ້: {fault}.") from fault


async def fetched(located: Mapping[str, str], tls: ssl.SSLContext | bool = True) -> dict[str, Offer]:
    """Return the OpenAPI document of each service, fetched from its address; raise `Refused` for one without answer."""
    offers = {}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        for name, url in located.items():
            try:
                async with session.get(f"{url}/openapi.json", ssl=tls) as answer:
                    answer.raise_for_status()
                    offers[name] = Offer(url, await answer.json())
            except (aiohttp.ClientError, TimeoutError) as fault:
                raise Refused(
                    f"{name} does not answer at {url}: {fault or type(fault).__name__}.", f"{name} ບໍ່ຕອບຢູ່ {url}."
                ) from fault
    return offers
