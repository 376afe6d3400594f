"""What stands in a cell is never calculated."""

from datetime import date

from contracts.national.ledger.silence_report import SilenceReport, SilentItem
from gateway.reports.table import spelt


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    odd = SilentItem.model_construct(member="police", office='=HYPERLINK("x")', system="police-desk")
    report = SilenceReport.model_construct(from_=date(2026, 11, 1), to=date(2026, 11, 30), silent=[odd])
    assert '"\'=HYPERLINK(""x"")"' in spelt(report)
