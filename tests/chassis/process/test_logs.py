"""A log line tells what happened and never what somebody sent; a flood of the same is a few lines."""

import asyncio
import contextvars
import io
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import orjson
import pytest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.postgres.database import create_engine
from chassis.process import faults, logs, trace
from tests.support.postgres import FreshDatabase

NAME = "ສົມສະໄໝ-ZEPHYRINE"
NUMBER = "0199-7777341"
OURS, THEIRS = logging.getLogger("chassis.test"), logging.getLogger("somelibrary.parts")


class Paper(io.StringIO):
    """What was written, as lines."""

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.getvalue().splitlines()]

    @property
    def bytes(self) -> int:
        return len(self.getvalue().encode())


class Watch:
    """Monotonic time that passes when the test says so."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def paper(watch: Watch) -> Iterator[Paper]:
    written, root = Paper(), logging.getLogger()
    handler, level = logs.RateLimitedHandler(written, monotonic=watch), root.level
    handler.setFormatter(logs.JsonLines("gateway"))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def must_not_quote(paper: Paper) -> None:
    assert paper.lines
    for seeded in (NAME, NUMBER, "ZEPHYRINE"):
        assert seeded not in paper.getvalue()
        assert seeded not in orjson.dumps(paper.lines, option=orjson.OPT_INDENT_2).decode()


class Person(BaseModel):
    age: int


def by_key() -> None:
    {"somebody": 1}[NAME]


def by_value() -> None:
    int(NUMBER)


def by_pydantic() -> None:
    Person.model_validate({"age": NAME})


def by_chain() -> None:
    try:
        by_value()
    except ValueError as fault:
        raise RuntimeError(f"about {NAME}") from fault


def by_group() -> None:
    raise ExceptionGroup(NAME, [ValueError(NUMBER), KeyError(NAME)])


def by_file() -> None:
    open(f"/nowhere/{NAME}")  # noqa: SIM115, PTH123 - it is not there


@pytest.mark.parametrize("fails", [by_key, by_value, by_pydantic, by_chain, by_group, by_file])
def test_what_an_exception_quotes_is_not_said_wherever_it_is_put(paper: Paper, fails: Callable[[], None]) -> None:
    try:
        fails()
    except (LookupError, ValueError, RuntimeError, OSError, ExceptionGroup) as fault:
        OURS.exception("it failed")
        OURS.error("it failed: %s", fault)
        OURS.warning("it failed", extra={"facts": {"why": fault, "count": 3}})
        THEIRS.error("could not handle %r of %s\nfuture: %s", fault, NAME, NUMBER)
        kind = type(fault).__name__
    must_not_quote(paper)
    first, second, third, fourth = paper.lines
    assert f"{kind} at process/test_logs.py" in first["exception"] or kind in first["exception"]
    assert kind in second["message"]
    assert kind in third["why"]
    assert third["count"] == 3
    assert fourth["message"] == "could not handle %r of %s"


async def test_a_task_that_nobody_waited_for_does_not_say_what_it_died_of(paper: Paper) -> None:
    async def dies() -> None:
        raise ValueError(NAME)

    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": ValueError(NAME), "future": NAME}
    )
    must_not_quote(paper)
    assert paper.lines[-1]["message"] == "Task exception was never retrieved"


def test_what_a_process_or_a_thread_dies_of_is_said_in_the_same_way(paper: Paper) -> None:
    try:
        by_chain()
    except RuntimeError as fault:
        logs._log_fatal(type(fault), fault, fault.__traceback__)
    must_not_quote(paper)
    assert "RuntimeError at " in paper.lines[0]["exception"]
    assert "from ValueError at " in paper.lines[0]["exception"]


@pytest.mark.parametrize(
    "statement",
    [
        "insert into people values (:number, :name)",  # Key (number)=(…) already exists
        "insert into people values (:number || 'x', null) returning :name",  # Failing row contains (…)
        "select cast(:name as int) where :number <> ''",  # invalid input for query argument $1: '…'
        "select (cast(:name as text) || :number)::int",  # invalid input syntax for type integer: "…"
    ],
)
async def test_what_the_database_quotes_is_not_said(
    fresh_database: FreshDatabase, paper: Paper, statement: str
) -> None:
    url = fresh_database()
    engine, values = create_engine(url), {"number": NUMBER, "name": NAME}
    async with engine.begin() as connection:
        await connection.execute(text("create table people (number text primary key, name text not null)"))
        await connection.execute(text("insert into people values (:number, :name)"), values)
    with pytest.raises(DBAPIError) as refused:
        async with engine.begin() as connection:
            await connection.execute(text(statement), values)
    await engine.dispose()
    assert "[SQL parameters hidden" in str(refused.value), "nor is it said to whoever prints the exception"
    OURS.error("unhandled", exc_info=refused.value)
    must_not_quote(paper)


async def test_the_state_and_the_names_of_the_schema_are_said(fresh_database: FreshDatabase, paper: Paper) -> None:
    connection = await asyncpg.connect(fresh_database())
    await connection.execute("create table people (number text constraint one_each primary key)")
    await connection.execute("insert into people values ($1)", NUMBER)
    with pytest.raises(asyncpg.UniqueViolationError) as refused:
        await connection.execute("insert into people values ($1)", NUMBER)
    await connection.close()
    OURS.error("unhandled: %s", refused.value)
    assert paper.lines[-1]["message"] == "unhandled: UniqueViolationError 23505 people one_each"
    must_not_quote(paper)


def test_a_line_is_short_whatever_is_in_it(paper: Paper) -> None:
    def deeper(left: int) -> None:
        if left:
            deeper(left - 1)
        raise ValueError("x" * 1_000_000)

    try:
        deeper(300)
    except ValueError:
        OURS.exception("m" * 100_000, extra={"facts": {"path": "/" * 100_000, "reason": "r" * 100_000}})
    assert paper.bytes < 3_000
    assert "at process/test_logs.py" in paper.lines[0]["exception"]


def test_where_a_failure_of_one_kind_happened_is_said_once(paper: Paper) -> None:
    for _ in range(3):
        try:
            by_value()
        except ValueError as fault:
            OURS.error("unhandled", exc_info=fault)
            THEIRS.error("Exception in application\n", exc_info=fault)  # the server says once more what we have said
    assert ["exception" in line for line in paper.lines] == [True, False, False]


def refuse(times: int, **facts: object) -> None:
    for _ in range(times):
        told = {"code": "not-authenticated", "reason": "token-missing", "peer": "127.0.0.1", **facts}
        logging.getLogger("saphan.security").warning("refused", extra={"facts": told})


def test_a_hundred_thousand_refusals_are_a_few_lines_and_a_number(paper: Paper, watch: Watch) -> None:
    refuse(100_000)
    watch.at += 61
    refuse(1)
    written = paper.lines
    assert len(written) == 12
    assert written[10]["unwritten"] == 99_990
    assert (written[10]["reason"], written[10]["peer"]) == ("token-missing", "127.0.0.1")
    assert paper.bytes < 4_000


def test_another_peer_or_reason_is_another_line_and_all_of_them_are_bounded(paper: Paper) -> None:
    refuse(20)
    refuse(1, reason="token-expired")
    refuse(1, peer="127.0.0.2")
    assert len(paper.lines) == 12
    for number in range(20_000):
        refuse(1, peer=f"2001:db8::{number:x}")
    assert len(paper.lines) < 12 + logs.RateLimitedHandler.KINDS + logs.RateLimitedHandler.PER_KIND


def test_the_last_of_those_without_a_line_can_be_found(paper: Paper, watch: Watch) -> None:
    for number in range(30):
        refuse(1, traceId=f"{number:08x}" + "0" * 24)
    watch.at += 61
    with_a_trace = contextvars.copy_context()  # the test's own would be every later test's
    with_a_trace.run(trace.enter, trace.begin(None))
    with_a_trace.run(refuse, 1)
    summary = paper.lines[10]
    assert summary["references"] == [f"0000-{number:04x}" for number in range(25, 30)]
    assert "traceId" not in summary, "it is nobody's: the one in whose turn it is told least of all"
    assert len(orjson.dumps(summary)) <= 300


def test_who_is_claimed_makes_a_kind_and_who_is_proven_another(paper: Paper) -> None:
    refuse(20, claimed="police-case-system")
    refuse(1, claimed="court-case-system")
    refuse(1, system="police-case-system")
    assert [line.get("claimed") for line in paper.lines[10:]] == ["court-case-system", None]
    assert paper.lines[-1]["system"] == "police-case-system"


def test_strangers_take_no_line_from_a_known_system_or_a_failure_of_ours(paper: Paper) -> None:
    for number in range(5_000):
        refuse(1, peer=f"2001:db8::{number:x}", claimed="police-case-system")
    written = len(paper.lines)
    refuse(1, system="police-case-system", traceId="ab" * 16)
    OURS.error("the database is away")
    assert [line["message"] for line in paper.lines[written:]] == ["refused", "the database is away"]
    assert paper.lines[written]["traceId"] == "ab" * 16


def test_one_system_takes_no_line_from_another_nor_from_us(paper: Paper) -> None:
    for number in range(5_000):
        refuse(1, peer=f"2001:db8::{number:x}", system="police-case-system")
    assert len(paper.lines) == logs.RateLimitedHandler.KINDS_OF_SYSTEM + logs.RateLimitedHandler.PER_KIND
    written = len(paper.lines)
    refuse(1, system="ospp-case-system")
    OURS.warning("all places are taken")
    refuse(1, peer="127.0.0.1", reason="token-missing")
    assert [line.get("system") for line in paper.lines[written:]] == ["ospp-case-system", None, None]


def test_many_kinds_of_one_logger_take_no_line_from_another(paper: Paper) -> None:
    for number in range(1_000):
        OURS.warning(f"kind {number}")
    written = len(paper.lines)
    logging.getLogger("gateway.exchange").warning("all places are taken")
    assert [line["message"] for line in paper.lines[written:]] == ["all places are taken"]


def test_what_was_counted_is_told_at_the_end(watch: Watch) -> None:
    written = Paper()
    handler = logs.RateLimitedHandler(written, monotonic=watch)
    handler.setFormatter(logs.JsonLines("gateway"))
    for _ in range(15):
        handler.handle(logging.LogRecord("saphan.security", logging.WARNING, "", 0, "refused", (), None))
    handler.close()
    assert [line.get("unwritten") for line in written.lines] == [None] * 10 + [5]


def test_what_was_asked_for_is_written_as_it_comes(paper: Paper) -> None:
    for number in range(50):
        OURS.info("step %d of %s", number, "plan")
    assert [line["message"] for line in paper.lines] == [f"step {number} of plan" for number in range(50)]


def test_a_failure_without_a_place_and_a_ring_of_causes_are_told(paper: Paper) -> None:
    one, two = ValueError(NAME), KeyError(NAME)
    one.__cause__, two.__cause__ = two, one
    OURS.error("unhandled", exc_info=(ValueError, one, None))
    assert faults.kind(one) == "ValueError from KeyError from ValueError from KeyError"
    must_not_quote(paper)


def test_configuring_takes_over_whatever_the_process_says() -> None:
    kept = sys.excepthook, logging.getLogger().handlers[:], logging.getLogger().level
    try:
        logs.configure("gateway", "warning")
        [handler] = logging.getLogger().handlers
        assert isinstance(handler, logs.RateLimitedHandler)
        assert sys.excepthook is logs._log_fatal
    finally:
        sys.excepthook = kept[0]
        logging.getLogger().handlers[:] = kept[1]
        logging.getLogger().setLevel(kept[2])
