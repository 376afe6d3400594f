"""Reports for the control tower: one verb, one transaction, nothing about any person."""

from collections.abc import Iterable
from typing import Any, Final

from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.national.ledger.exchange_report import ExchangeReport
from contracts.national.ledger.refusal_report import RefusalReport
from contracts.national.ledger.silence_report import SilenceReport
from gateway.ledger.service import store
from gateway.ledger.service.domain.durations import percentile
from gateway.ledger.service.domain.period import Period
from gateway.ledger.service.wire.page import Names, monthly_page

MOST_ROWS: Final = 10_000
_LINE: Final = ("member", "provider", "service", "operation", "purpose")
_COUNTS: Final = ("exchanges", "refused", "failed")


async def report_exchanges(unit: Unit, period: Period) -> ExchangeReport:
    """Return who exchanges what with whom, how often, how well and how fast."""
    rows = _with_percentiles(await store.exchanges(unit, period))
    return ExchangeReport.model_validate(_report(period, rows=rows[:MOST_ROWS]))


async def report_refusals(unit: Unit, period: Period) -> RefusalReport:
    """Return what was refused and why, who was turned away without a record of its own, and which contracts broke."""
    found = {
        "refusals": await store.refusals(unit, period),
        "turnedAway": await store.turned_away(unit, period),
        "contractBreaches": await store.contract_breaches(unit, period),
    }
    return RefusalReport.model_validate(_report(period, **found))


async def report_silence(unit: Unit, period: Period) -> SilenceReport:
    """Return the systems, with their offices, of which nothing was heard."""
    return SilenceReport.model_validate(_report(period, silent=await store.silent(unit, period)))


async def report_month(unit: Unit, period: Period, lists: CodeLists) -> str:
    """Return the month's page, in Lao and English, ready for print."""
    purposes = lists.lists["purposes"].codes
    names = Names(await store.members(unit), {code: (label.lo, label.en) for code, label in purposes.items()})
    found = await report_exchanges(unit, period), await report_refusals(unit, period)
    return monthly_page(*found, await report_silence(unit, period), names, made_at=unit.now)


def _with_percentiles(found: Iterable[store.Row]) -> list[dict[str, Any]]:  # Any: column values
    """Add the buckets of each line up and take its percentiles; the busiest lines come first."""
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    buckets: dict[tuple[Any, ...], dict[int, int]] = {}
    for row in found:
        key = tuple(row[name] for name in _LINE)
        line = lines.setdefault(key, dict.fromkeys(_COUNTS, 0) | {name: row[name] for name in _LINE})
        for name in _COUNTS:
            line[name] += row[name]
        if row["bucket"] is not None:
            buckets.setdefault(key, {})[row["bucket"]] = row["exchanges"]
    for key, line in lines.items():
        counts = buckets.get(key, {})
        line |= {"p50Ms": percentile(counts, 0.5), "p95Ms": percentile(counts, 0.95)}
    return sorted(lines.values(), key=lambda line: (-line["exchanges"], *(str(line[name]) for name in _LINE)))


def _report(period: Period, **lists: Iterable[store.Row]) -> dict[str, Any]:  # Any: JSON for a model to validate
    rows = {
        name: [{column: value for column, value in row.items() if value is not None} for row in found]
        for name, found in lists.items()
    }
    return {"from": period.first, "to": period.last, **rows}
