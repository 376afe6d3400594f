"""Connections to a real broker: who has a wrong password or certificate is told which, and replaced ones are taken."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._scram import ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion

from chassis.bus.kafka import KafkaBus
from chassis.bus.port import BusRefused
from chassis.bus.security import Security
from tests.chassis import bakery
from tests.support.bus_certificates import Pair, a_stranger, issued
from tests.support.events import an_event, publish, until
from tests.support.kafka import OPERATOR, Broker
from tests.support.postgres import FreshDatabase
from tests.support.service import running

pytestmark = pytest.mark.kafka

BIRTH, REPORTED = "la.gov.civil.birth", "la.gov.health.report.received.v1"


async def refused(servers: str, security: Security) -> str:
    """Return what an operator reads in `/healthz` when nothing can be published like this."""
    bus = KafkaBus(servers, security)
    with pytest.raises(BusRefused) as told:
        await publish(bus, an_event())
    assert bus.alarms() == {"bus-refused": f"{told.value.en} {told.value.lo}"}
    return told.value.en


async def test_a_wrong_password_is_named(real_kafka: Broker) -> None:
    told = await refused(real_kafka.servers, replace(real_kafka.security("case-registry"), password="wrong"))
    assert told.startswith("The bus does not accept name or password of case-registry")


async def test_an_unknown_user_is_told_no_more_than_a_wrong_password(real_kafka: Broker) -> None:
    told = await refused(real_kafka.servers, replace(real_kafka.security("case-registry"), username="nobody"))
    assert told.startswith("The bus does not accept name or password of nobody")


async def test_a_certificate_of_another_name_is_named(real_kafka: Broker) -> None:
    other = f"127.1:{real_kafka.port}"  # the same address, as no certificate spells it
    assert f"{other} is for another name" in await refused(other, real_kafka.security())


async def test_a_certificate_of_another_authority_is_named(real_kafka: Broker, tmp_path: Path) -> None:
    told = await refused(real_kafka.servers, replace(real_kafka.security(), ca_file=a_stranger(tmp_path).certificate))
    assert "is not trusted" in told
    assert "BUS_CA_FILE" in told


@asynccontextmanager
async def a_server_with(pair: Pair) -> AsyncIterator[str]:
    """A server that ends TLS with this certificate, and never gets further."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pair.certificate, pair.key)
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        yield f"localhost:{server.sockets[0].getsockname()[1]}"


async def test_a_certificate_that_has_expired_is_named(real_kafka: Broker, tmp_path: Path) -> None:
    async with a_server_with(issued(tmp_path, real_kafka.secrets, "kafka", days=-1)) as servers:
        assert f"{servers} has expired" in await refused(servers, real_kafka.security())


async def test_a_broker_without_tls_and_one_without_passwords_are_named(real_kafka: Broker, tmp_path: Path) -> None:
    async def something_else(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"0" * 64)
        writer.close()

    server = await asyncio.start_server(something_else, "127.0.0.1", 0)
    async with server:
        plain = f"localhost:{server.sockets[0].getsockname()[1]}"
        assert f"{plain} does not speak TLS" in await refused(plain, real_kafka.security())
    pair = issued(tmp_path, real_kafka.secrets, "case-registry")
    both = replace(real_kafka.security(), certificate_file=pair.certificate, key_file=pair.key)
    assert "takes no passwords" in await refused(real_kafka.servers_for_certificates, both)


async def test_plaintext_where_tls_is_wanted_is_named(real_kafka: Broker) -> None:
    for servers in (real_kafka.servers, real_kafka.servers_for_certificates):
        assert f"{servers} wants TLS" in await refused(servers, Security())


async def test_healthz_shows_what_to_mend_and_stays_200(real_kafka: Broker, fresh_database: FreshDatabase) -> None:
    bus = KafkaBus(real_kafka.servers, replace(real_kafka.security("document-exchange"), password="wrong"))
    async with running(bakery.build(fresh_database("tests.chassis.bakery.migrations"), bus)) as shop:
        assert (await shop.call("POST", "/loaves", json={"bread": "rye"})).status_code == 201
        await until(lambda: bool(bus.alarms()))
        told = await shop.client.get("/healthz")
        assert told.status_code == 200
        assert "name or password of document-exchange" in told.json()["alarms"]["bus-refused"]
        waiting = await shop.rows("select published_at from outbox")
        assert waiting == [{"published_at": None}]


def of(pair: Pair, broker: Broker) -> Security:
    return Security("tls", ca_file=broker.ca, certificate_file=pair.certificate, key_file=pair.key)


async def test_a_certificate_is_a_user_with_its_rights(real_kafka: Broker, tmp_path: Path) -> None:
    bus = KafkaBus(
        real_kafka.servers_for_certificates, of(issued(tmp_path, real_kafka.secrets, "case-registry"), real_kafka)
    )
    await publish(bus, an_event())
    with pytest.raises(BusRefused, match=f"does not let our certificate write to {BIRTH}"):
        await publish(bus, an_event(type=f"{BIRTH}.registered.v1"))


async def test_an_expired_certificate_of_ours_is_named_and_its_successor_is_taken_at_once(
    real_kafka: Broker, tmp_path: Path
) -> None:
    pair = issued(tmp_path, real_kafka.secrets, "case-registry", days=-1)
    security = of(pair, real_kafka)
    told = await refused(real_kafka.servers_for_certificates, security)
    assert "does not accept our certificate" in told
    bus = KafkaBus(real_kafka.servers_for_certificates, security)
    producer = await bus.producer()
    with pytest.raises(BusRefused):
        await producer.publish([an_event()])
    assert issued(tmp_path, real_kafka.secrets, "case-registry") == pair  # the same files, renewed
    await producer.publish([an_event()])
    assert bus.alarms() == {}
    await producer.close()


async def test_none_where_a_certificate_is_wanted_is_named(real_kafka: Broker) -> None:
    told = await refused(real_kafka.servers_for_certificates, Security("tls", ca_file=real_kafka.ca))
    assert "does not accept our certificate" in told


def set_password(broker: Broker, user: str, password: str) -> None:
    """Change a user's password on the broker, as `kafka-configs.sh` does."""
    how: dict[str, str | int | float | bool] = {
        "bootstrap.servers": broker.servers,
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": OPERATOR,
        "sasl.password": broker.password(OPERATOR),
        "ssl.ca.location": str(broker.ca),
    }
    info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
    asked = UserScramCredentialUpsertion(user, info, password.encode())
    client = AdminClient(how)  # its answers end with it
    for answer in client.alter_user_scram_credentials([asked]).values():
        answer.result(30)


async def test_a_replaced_password_is_taken_by_those_who_are_connected(real_kafka: Broker, tmp_path: Path) -> None:
    user, file = "health-summaries", tmp_path / "password"

    def write(password: str) -> None:
        new = file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(f"{password}\n")
        new.rename(file)

    write(real_kafka.password(user))
    told = replace(real_kafka.security(user), password=None, password_file=file)
    bus = KafkaBus(real_kafka.servers, told)
    producer = await bus.producer()
    await producer.publish([an_event(type=REPORTED)])
    try:
        async with bus.subscribe(user, [BIRTH]) as subscription, asyncio.timeout(60):
            reading = asyncio.create_task(subscription.next())
            await asyncio.to_thread(set_password, real_kafka, user, "another")
            await producer.publish([an_event(type=REPORTED)])  # connected as it is
            await refused_soon(real_kafka.servers, told)
            write("another")
            await producer.publish([an_event(type=REPORTED)])
            birth = an_event("civ_1", type=f"{BIRTH}.registered.v1", source=f"test/{uuid4()}")
            await publish(real_kafka.bus("civil-registration"), birth)
            await reading
            write("a mistake")
            with pytest.raises(BusRefused, match="name or password of health-summaries"):
                await producer.publish([an_event(type=REPORTED)])
            with pytest.raises(BusRefused, match="name or password of health-summaries"):
                await subscription.next()
            write("another")
            await producer.publish([an_event(type=REPORTED)])
    finally:
        await producer.close()
        await asyncio.to_thread(set_password, real_kafka, user, real_kafka.password(user))


async def refused_soon(servers: str, security: Security) -> None:
    """Wait until the broker has heard of the new password."""
    bus = KafkaBus(servers, security)
    for _ in range(100):
        try:
            await publish(bus, an_event(type=REPORTED))
        except BusRefused:
            return
    raise AssertionError("the old password is still good")


async def test_a_key_that_vanished_for_a_moment_is_named_and_waited_for(real_kafka: Broker, tmp_path: Path) -> None:
    pair = issued(tmp_path, real_kafka.secrets, "case-registry")
    producer = await KafkaBus(real_kafka.servers_for_certificates, of(pair, real_kafka)).producer()
    aside = pair.key.rename(tmp_path / "aside")
    with pytest.raises(BusRefused, match="BUS_KEY_FILE"):
        await producer.publish([an_event()])
    aside.rename(pair.key)
    await producer.publish([an_event()])
    await producer.close()
