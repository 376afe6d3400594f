"""`saphan topics` against a real broker with rights: made once, every difference named, and what is missing given."""

import asyncio
import subprocess
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import NewTopic
from typer.testing import CliRunner, Result

from chassis.bus.kafka_rights import Right
from cli.main import app
from tests.support.kafka import START, Broker
from tests.support.postgres import FreshDatabase

pytestmark = pytest.mark.kafka

RUNNER = CliRunner()
REPORT, DEATH = "la.gov.health.report", "la.gov.civil.death"


def topics(*arguments: str, env: Mapping[str, str]) -> Result:
    return RUNNER.invoke(app, ["topics", *arguments], env=dict(env))


def done(work: Coroutine[Any, Any, object]) -> None:
    asyncio.run(work)


@pytest.fixture
def env(real_kafka: Broker) -> Mapping[str, str]:
    return real_kafka.environment()


@pytest.fixture
def without_reports(real_kafka: Broker) -> Iterator[None]:
    """The topic of reports is missing, and is made again afterwards."""
    done(_replaced(real_kafka, None))
    yield
    done(_replaced(real_kafka, None))
    done(real_kafka.prepared())


async def _replaced(broker: Broker, by: NewTopic | None) -> None:
    async with broker.admin() as admin:
        await admin.delete_topics([REPORT])
        if by is not None:
            answer = await admin.create_topics([by])
            assert [code for _, code, *_ in answer.topic_errors] == [0]


def test_a_bus_as_it_should_be_is_checked_in_one_line(env: Mapping[str, str]) -> None:
    told = topics("check", env=env)
    assert (told.exit_code, told.stdout) == (0, "")
    assert "as it should be: 12 topics" in told.stderr


def test_every_topic_is_listed_with_its_owner_and_readers(env: Mapping[str, str]) -> None:
    told = topics("list", env=env)
    assert told.exit_code == 0
    assert f"{DEATH}: 6 partitions, replication 1, 30 days; civil-registration → case-registry, health-summaries" in (
        told.stdout.splitlines()
    )


@pytest.mark.usefixtures("without_reports")
def test_a_missing_topic_is_planned_then_made_then_there(env: Mapping[str, str]) -> None:
    checked = topics("check", env=env)
    assert checked.exit_code == 1
    assert f"{REPORT}: missing; `saphan topics create` makes it." in checked.stdout
    assert f"{REPORT}: ບໍ່ມີ" in checked.stdout
    made = f"+ {REPORT}: 6 partitions, replication 1, kept 30 days, min.insync.replicas 1\n"
    for arguments, line in ((("create", "--plan"), made), (("create",), made), (("create",), "")):
        told = topics(*arguments, env=env)
        assert (told.exit_code, told.stdout) == (0, line)
    assert topics("check", env=env).exit_code == 0


@pytest.mark.usefixtures("without_reports")
def test_each_difference_of_a_topic_is_a_line_and_a_strange_topic_a_note(
    real_kafka: Broker, env: Mapping[str, str]
) -> None:
    settings = {"retention.ms": str(7 * 86_400_000), "min.insync.replicas": "1"}
    done(_replaced(real_kafka, NewTopic(REPORT, 3, 1, topic_configs=settings)))
    told = topics("check", env=env)
    lines = told.stdout.splitlines()
    assert told.exit_code == 1
    assert any(line.startswith(f"{REPORT}: 3 partitions, not 6") for line in lines)
    command = (
        f"kafka-configs.sh --alter --entity-type topics --entity-name {REPORT} --add-config retention.ms=2592000000"
    )
    assert f"{REPORT}: 7 days, not 30 days; {command}" in lines
    refused = topics("create", env=env)
    assert refused.exit_code == 1
    assert f"{REPORT} has 3 partitions, not 6" in refused.stderr


def test_a_strange_topic_is_a_note_and_no_failure(real_kafka: Broker, env: Mapping[str, str]) -> None:
    async def with_rumours() -> None:
        async with real_kafka.admin() as admin:
            await admin.create_topics([NewTopic("rumours", 1, 1)])

    async def without() -> None:
        async with real_kafka.admin() as admin:
            await admin.delete_topics(["rumours"])

    done(with_rumours())
    try:
        told = topics("check", env=env)
    finally:
        done(without())
    assert told.exit_code == 0
    assert "note: rumours: on the bus, but not in deploy/topics.toml." in told.stdout


def test_a_missing_right_is_named_and_given(real_kafka: Broker, env: Mapping[str, str]) -> None:
    right = Right("health-summaries", "topic", DEATH, "Read")

    async def taken_away() -> None:
        async with real_kafka.without(right):
            told = await asyncio.to_thread(topics, "check", env=env)
            assert told.exit_code == 1
            assert f"health-summaries Read topic {DEATH}: this right is missing" in told.stdout
            given = await asyncio.to_thread(topics, "rights", "--apply", env=env)
            assert (given.exit_code, given.stdout) == (0, f"+ {right}\n")
            assert (await asyncio.to_thread(topics, "check", env=env)).exit_code == 0

    done(taken_away())


def test_a_right_too_many_is_a_difference(real_kafka: Broker, env: Mapping[str, str]) -> None:
    right = Right("case-registry", "topic", DEATH, "Write")

    done(real_kafka.granted(right))
    try:
        told = topics("check", env=env)
    finally:
        done(real_kafka.withdrawn(right))
    assert told.exit_code == 1
    assert f"case-registry Write topic {DEATH}: a right that nobody here needs" in told.stdout


def test_rights_are_printed_as_commands_of_kafkas_own_tool(env: Mapping[str, str]) -> None:
    told = topics("rights", env=env)
    assert told.exit_code == 0
    assert len(told.stdout.splitlines()) == 22
    assert (
        "--allow-principal User:case-registry --operation Read --operation Describe --group case-registry"
        in told.stdout
    )


@pytest.mark.nightly
def test_a_printed_command_is_taken_by_kafkas_own_tool(
    real_kafka: Broker, env: Mapping[str, str], tmp_path: Path
) -> None:
    right = Right("health-summaries", "topic", DEATH, "Read")
    [command] = [
        line
        for line in topics("rights", env=env).stdout.splitlines()
        if line.endswith(f"--topic {DEATH}") and ":health-summaries " in line
    ]
    how = tmp_path / "operator.properties"
    how.write_text(real_kafka.properties())
    tool, *arguments = command.replace("operator.properties", str(how)).split()
    assert tool == "kafka-acls.sh"
    java = ["java", "-cp", str(next(START.parent.glob("libs/*/")) / "*"), "org.apache.kafka.tools.AclCommand"]
    done(real_kafka.withdrawn(right))
    told = subprocess.run([*java, *arguments], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    checked = topics("check", env=env)
    assert checked.exit_code == 0, checked.stdout


def test_a_component_is_no_operator(real_kafka: Broker) -> None:
    env = real_kafka.environment("civil-registration")
    for arguments, exit_code in ((("check",), 2), (("create",), 1), (("rights", "--apply"), 1)):
        told = topics(*arguments, env=env)
        assert told.exit_code == exit_code
        assert "does not let civil-registration manage topics and rights: do it as the operator's user" in told.stderr


def test_a_wrong_password_and_a_bus_that_is_away_are_one_sentence_each(env: Mapping[str, str]) -> None:
    told = topics("check", env={**env, "SAPHAN_BUS_PASSWORD": "wrong"})
    assert (told.exit_code, told.stdout) == (2, "")
    assert "does not accept name or password of operator" in told.stderr
    away = topics("check", env={**env, "SAPHAN_BUS_URL": "localhost:1"})
    assert away.exit_code == 2
    assert "The bus cannot be reached" in away.stderr
    assert "Traceback" not in away.stderr


def test_the_log_in_postgresql_is_checked_by_the_same_command(fresh_database: FreshDatabase) -> None:
    env = {"SAPHAN_BUS": "postgres", "SAPHAN_BUS_URL": fresh_database()}
    assert topics("check", env=env).exit_code == 1
    assert topics("create", env=env).exit_code == 0
    assert topics("check", env=env).exit_code == 0
    assert topics("rights", env=env).exit_code == 1
