"""What the control tower asks of the ledger: one verb, one transaction, nothing about any person."""

from collections.abc import Iterable
from typing import Any

from chassis.unit import Unit
from contracts.catalogue import Catalogue
from contracts.national.ledger.exchange_report import ExchangeReport
from contracts.national.ledger.refusal_report import RefusalReport
from contracts.national.ledger.silence_report import SilenceReport
from gateway.reports import store
from gateway.reports.page import Names, monthly_page
from gateway.reports.period import Period


async def report_exchanges(unit: Unit, period: Period) -> ExchangeReport:
    """Return who exchanges what with whom, how often, how well and how fast."""
    return ExchangeReport.model_validate(_of(period, rows=await store.exchanges(unit, period)))


async def report_refusals(unit: Unit, period: Period) -> RefusalReport:
    """Return what was refused and why, and who was turned away without a record of its own."""
    found = {"refusals": await store.refusals(unit, period), "turnedAway": await store.turned_away(unit, period)}
    return RefusalReport.model_validate(_of(period, **found))


async def report_silence(unit: Unit, period: Period) -> SilenceReport:
    """Return the systems, with their offices, of which nothing was heard."""
    return SilenceReport.model_validate(_of(period, silent=await store.silent(unit, period)))


async def report_month(unit: Unit, period: Period) -> str:
    """Return the month's page, in Lao and English, ready for print."""
    purposes = Catalogue.load().definitions.codelists["purposes"].codes
    names = Names(await store.members(unit), {code: (each.lo, each.en) for code, each in purposes.items()})
    found = await report_exchanges(unit, period), await report_refusals(unit, period)
    return monthly_page(*found, await report_silence(unit, period), names, made_at=unit.now)


def _of(period: Period, **lists: Iterable[store.Row]) -> dict[str, Any]:  # Any: a JSON document, validated by a model
    rows = {
        name: [{each: value for each, value in row.items() if value is not None} for row in found]
        for name, found in lists.items()
    }
    return {"from": period.first, "to": period.last, **rows}
