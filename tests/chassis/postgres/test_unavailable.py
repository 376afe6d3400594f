"""Which failures of PostgreSQL mean "not now" (503, come back), and which are faults."""

import asyncpg
import pytest

from chassis.postgres.database import is_unavailable


def failure(sqlstate: str) -> asyncpg.PostgresError:
    """Return the exception that the driver makes of an error with this SQLSTATE."""
    return asyncpg.PostgresError.new({"C": sqlstate, "M": "it failed"})


@pytest.mark.parametrize(
    "sqlstate",
    [
        "08006",  # connection_failure
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "53100",  # disk_full
        "53300",  # too_many_connections
        "55P03",  # lock_not_available
        "57014",  # query_canceled: by an operator, or by statement_timeout
        "57P01",  # admin_shutdown
    ],
)
def test_what_passes_is_no_fault(sqlstate: str) -> None:
    assert is_unavailable(failure(sqlstate))


@pytest.mark.parametrize("sqlstate", ["22P02", "23505", "23514", "42P01", "42601", "P0001", "XX000"])
def test_what_stays_is_a_fault(sqlstate: str) -> None:
    assert not is_unavailable(failure(sqlstate))
