"""The ledger by month: an exchange's id alone says where its rows lie."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.process.clock import SystemClock
from contracts.identifiers import least_id, new_id
from gateway.ledger import partitions
from tests.support.gateway_under_test import GatewayUnderTest


@pytest.mark.parametrize(
    ("month", "following"),
    [(date(2026, 11, 1), date(2026, 12, 1)), (date(2026, 12, 1), date(2027, 1, 1))],
    ids=["within a year", "over the end of a year"],
)
def test_a_month_ends_where_the_next_begins(month: date, following: date) -> None:
    assert partitions.after(month) == following
    begins = datetime(following.year, following.month, 1, tzinfo=UTC)
    last, first = new_id("xch", at=begins - timedelta(milliseconds=1)), new_id("xch", at=begins)
    assert last < partitions.first_of(following) <= first
    assert least_id("xch", begins) == partitions.first_of(following)


async def test_an_exchange_lies_in_the_partition_of_its_month(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", "/land-register/v1/parcels/p1")
    query = "select tableoid::regclass::text from {} where exchange = $1"
    for table in ("ledger_entries", "ledger_details"):
        found = await gateway_under_test.pool.fetchval(query.format(table), answer.headers["exchange-id"])
        assert found == partitions.name(table, datetime.now(UTC).date())


class Later(SystemClock):
    """A clock a year from now."""

    def now(self) -> datetime:
        return super().now() + timedelta(days=365)


async def test_the_months_to_come_are_made_before_they_begin(gateway_under_test: GatewayUnderTest) -> None:
    pool, clock = gateway_under_test.pool, Later()
    calendar = partitions.Calendar(pool, clock)
    await calendar.make_ahead()
    await calendar.make_ahead()
    query = "select count(*) from pg_inherits where inhparent = 'ledger_entries'::regclass"
    assert await pool.fetchval(query) == 1 + 3 + 3
    month = partitions.after(partitions.after(clock.now().date()))
    assert await pool.fetchval("select to_regclass($1)", partitions.name("ledger_subjects", month))
