"""Monthly report as one HTML page in Lao and English, with everything inside it, ready for print or PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from contracts.calendar import VIENTIANE
from contracts.national.ledger.exchange_report import ExchangeReport
from contracts.national.ledger.refusal_report import RefusalReport
from contracts.national.ledger.silence_report import SilenceReport

SHOWN: Final = 40  # rows of a table: the rest is in the CSV
_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("gateway.ledger.service.wire", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Names:
    """How members and purposes are called in Lao and English, by id."""

    members: Mapping[str, tuple[str, str]]
    purposes: Mapping[str, tuple[str, str]]


def monthly_page(
    exchanges: ExchangeReport, refusals: RefusalReport, silence: SilenceReport, names: Names, *, made_at: datetime
) -> str:
    """Return the HTML of a month's report; every list is cut at `SHOWN` rows and says so."""
    rows = exchanges.rows
    return _ENVIRONMENT.get_template("monthly.html").render(
        month=f"{exchanges.from_:%m/%Y}",
        made_at=f"{made_at.astimezone(VIENTIANE):%d/%m/%Y %H:%M}",
        total=sum(row.exchanges for row in rows),
        refused=sum(row.refused for row in rows),
        failed=sum(row.failed for row in rows),
        turned_away=sum(line.count for line in refusals.turned_away),
        parties=len({row.member for row in rows}),
        exchanges=rows,
        refusals=refusals.refusals,
        silent=silence.silent,
        shown=SHOWN,
        member=lambda id_: names.members.get(id_, (id_, id_)),
        purpose=lambda code: names.purposes.get(code, (code, code)),
    )
