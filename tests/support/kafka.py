"""Kafka for tests: librdkafka's mock cluster, which is always there, and a real broker from Maven's jars."""

import asyncio
import ctypes
import functools
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import files as files_of
from pathlib import Path
from typing import Final

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.admin import DeleteAclsRequest

from chassis.bus import kafka_rights, prepare
from chassis.bus.kafka import KafkaBus
from chassis.bus.kafka_rights import Right
from chassis.bus.security import Security
from chassis.bus.topics import topics
from cli.bus_rights import rights_of_all
from tests.support.postgres import passable_folder, run_elsewhere

_DEPLOY: Final = Path(__file__).parents[2] / "deploy" / "kafka"
START: Final = _DEPLOY / "start.sh"
OPERATOR: Final = "operator"  # who may make topics and rights
_JAVA: Final = 17
_PRODUCER: Final = 0  # RD_KAFKA_PRODUCER of rdkafka.h


class MockCluster:
    """Brokers inside librdkafka that speak Kafka's protocol: one member per group, no admin, a small log."""

    def __init__(self, brokers: int = 3) -> None:
        self._rd = _librdkafka()
        why = ctypes.create_string_buffer(512)
        configuration = ctypes.c_void_p(self._rd.rd_kafka_conf_new())
        self._client = ctypes.c_void_p(self._rd.rd_kafka_new(_PRODUCER, configuration, why, len(why)))
        assert self._client, why.value
        self._cluster = ctypes.c_void_p(self._rd.rd_kafka_mock_cluster_new(self._client, brokers))
        self._rd.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, 0)
        self._brokers = range(1, brokers + 1)
        for topic in topics().values():
            name = topic.name.encode()
            assert self._rd.rd_kafka_mock_topic_create(self._cluster, name, topic.partitions, brokers) == 0

    @property
    def servers(self) -> str:
        return str(self._rd.rd_kafka_mock_cluster_bootstraps(self._cluster).decode())

    def go_down(self) -> None:
        for broker in self._brokers:
            assert self._rd.rd_kafka_mock_broker_set_down(self._cluster, broker) == 0

    def come_back(self) -> None:
        for broker in self._brokers:
            assert self._rd.rd_kafka_mock_broker_set_up(self._cluster, broker) == 0

    def answer_with(self, request: int, *errors: int) -> None:
        """Answer the next requests of this kind with these error codes (both numbers as in Kafka's protocol guide)."""
        codes = (ctypes.c_int * len(errors))(*errors)
        self._rd.rd_kafka_mock_push_request_errors_array(
            self._cluster, ctypes.c_int16(request), ctypes.c_size_t(len(errors)), codes
        )

    def close(self) -> None:
        self._rd.rd_kafka_mock_cluster_destroy(self._cluster)
        self._rd.rd_kafka_destroy(self._client)


@functools.cache
def _librdkafka() -> ctypes.CDLL:
    found = next(file for file in files_of("confluent-kafka") or () if file.name.startswith("librdkafka-"))
    library = ctypes.CDLL(str(found.locate()))
    for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_mock_cluster_new"):
        getattr(library, name).restype = ctypes.c_void_p
    library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    return library


class Broker:
    """A real Kafka broker as in production: TLS, passwords and rights, from the scripts of `deploy/kafka`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.secrets = folder / "secrets"
        self._ports = (_free_port(), _free_port(), _free_port())
        self._process: subprocess.Popen[bytes] | None = None
        subprocess.run([str(_DEPLOY / "secrets.sh"), str(self.secrets)], check=True, capture_output=True)

    @property
    def port(self) -> int:
        """Where clients with a password come."""
        return self._ports[0]

    @property
    def servers(self) -> str:
        return f"localhost:{self.port}"

    @property
    def servers_for_certificates(self) -> str:
        return f"localhost:{self._ports[2]}"

    @property
    def ca(self) -> Path:
        return self.secrets / "ca.pem"

    def password(self, user: str) -> str:
        return (self.secrets / "passwords" / user).read_text().strip()

    def security(self, user: str = OPERATOR) -> Security:
        """Return how this user connects."""
        return Security("sasl-tls", user, self.password(user), ca_file=self.ca)

    def environment(self, user: str = OPERATOR, prefix: str = "SAPHAN_") -> dict[str, str]:
        """Return the variables by which this user connects."""
        told = {"URL": self.servers, "SECURITY": "sasl-tls", "USERNAME": user, "PASSWORD": self.password(user)}
        return {f"{prefix}BUS_{name}": value for name, value in (told | {"CA_FILE": str(self.ca)}).items()}

    def properties(self, user: str = OPERATOR) -> str:
        """Return the file by which Kafka's own tools connect, as docs/event-bus.md shows it."""
        page = (_DEPLOY.parents[1] / "docs" / "event-bus.md").read_text("utf-8")
        shown = page.partition("```properties\n")[2].partition("```")[0]
        assert 'username="operator"' in shown
        return (
            shown.replace('username="operator"', f'username="{user}"')
            .replace("…", self.password(user))
            .replace("/kafka-secrets/ca.pem", str(self.ca))
        )

    def bus(self, user: str = OPERATOR) -> KafkaBus:
        return KafkaBus(self.servers, self.security(user))

    async def prepared(self) -> None:
        """Make the topics that are missing, and give every component its rights."""
        await prepare("kafka", self.servers, self.security())
        there = await kafka_rights.found_rights(self.servers, self.security())
        assert there is not None
        wanted = kafka_rights.wanted_rights(rights_of_all())
        await kafka_rights.grant(self.servers, self.security(), sorted(wanted - there))

    async def emptied(self) -> None:
        """Make every topic anew, without the events of earlier tests and how far their groups have come."""
        async with self.admin() as admin:
            await admin.delete_topics(list(topics()))
            async with asyncio.timeout(30):
                while set(await admin.list_topics()) & topics().keys():  # noqa: ASYNC110 - the broker does it
                    await asyncio.sleep(0.05)
        await self.prepared()

    @asynccontextmanager
    async def admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.servers, **self.security().arguments())
        await admin.start()
        try:
            yield admin
        finally:
            await admin.close()

    @asynccontextmanager
    async def without(self, right: Right) -> AsyncIterator[None]:
        """Take a right away for the length of the block."""
        await self.withdrawn(right)
        try:
            yield
        finally:
            await self.granted(right)

    async def granted(self, right: Right) -> None:
        await kafka_rights.grant(self.servers, self.security(), [right])

    async def withdrawn(self, right: Right) -> None:
        kind, operation = (
            {"topic": 2, "group": 3}[right.kind],
            {"Read": 3, "Write": 4, "Describe": 8}[right.operation],
        )
        async with self.admin() as admin:
            asked = DeleteAclsRequest(kind, right.name, 3, f"User:{right.user}", "*", operation, 3)
            answer = await admin._send_request(asked)
            ((code, _, matching),) = answer.filter_responses
            assert (code, len(matching)) == (0, 1)

    def start(self) -> None:
        said = self._folder / "said"
        with said.open("wb") as output:
            self._process = subprocess.Popen(
                [str(START), "--secrets", str(self.secrets), str(self._folder / "data"), *map(str, self._ports)],
                stdout=output,
                stderr=output,
            )
        deadline = time.monotonic() + 120
        while b"Kafka Server started" not in said.read_bytes():
            assert self._process.poll() is None, said.read_text()[-3000:]
            assert time.monotonic() < deadline, said.read_text()[-3000:]
            time.sleep(0.05)

    def kill(self) -> None:
        """End the broker as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture
def mock_kafka() -> Iterator[MockCluster]:
    cluster = MockCluster()
    yield cluster
    cluster.close()


@pytest.fixture(scope="session")
def real_kafka() -> Iterator[Broker]:
    """A real broker; without Java and Maven its tests are skipped, but never in CI."""
    if missing := _missing():
        reason = f"the bus suite did not run on a real Kafka broker: {missing}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with passable_folder() as folder:
        broker = Broker(folder)
        try:
            broker.start()
            run_elsewhere(broker.prepared())
            yield broker
        finally:
            broker.stop()


def _missing() -> str | None:
    if shutil.which("openssl") is None:
        return "no openssl to make certificates with"
    java = shutil.which("java")
    if java is None:
        return f"no java (version {_JAVA} or newer is needed)"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < _JAVA:
        return f"java is older than {_JAVA}"
    if not any(START.parent.glob("libs/*/kafka_2.13-*.jar")) and shutil.which("mvn") is None:
        return "no mvn to fetch Kafka with"
    return None


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
