"""`saphan policy explain`: which rule of the policy lets a system call an operation, or refuses it."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Final

from rich.markup import escape

from chassis.postgres.database import create_engine
from cli.database_address import gateway_database
from cli.refusals import Refused
from cli.say import output
from cli.serve import within_reach
from gateway.directory.load import load
from gateway.exchange.explain import Explanation, NamedQuestion, explain

REFUSED: Final = 1


def explain_policy(
    data: Path,
    system: str,
    operation: str,
    purpose: str,
    *,
    at: str | None,
    signed: bool,
    query: str,
    consent: str,
    office: str | None,
) -> int:
    """Print every rule with what it found; return 0 when the exchange would be let through, else 1."""
    question = NamedQuestion(
        system,
        operation,
        purpose,
        _moment(at),
        signed=signed,
        query=query.removeprefix("?"),
        consent=consent or None,
        office=office,
    )
    explanation = asyncio.run(within_reach(_explained(gateway_database(data), question)))
    for finding in explanation.findings:
        mark, colour = ("✓", "green") if finding.holds else ("■", "yellow")
        output.print(f"[{colour}]{mark} {finding.rule}[/{colour}] {escape(finding.en)}")
        output.print(f"  [dim]{escape(finding.lo)}[/dim]")
    _conclude(explanation)
    return 0 if explanation.allowed else REFUSED


def _conclude(explanation: Explanation) -> None:
    last, agreement = explanation.findings[-1], explanation.agreement
    if not explanation.allowed or agreement is None:
        output.print(f"Refused: the rule {last.rule} decides. ປະຕິເສດ: ກົດ {last.rule} ເປັນຜູ້ຕັດສິນ.")
        return
    groups, classes = ", ".join(sorted(agreement.field_groups)) or "-", ", ".join(sorted(agreement.data_classes))
    versions = ", ".join(sorted(agreement.schema_versions)) or "-"
    output.print(f"Allowed by {agreement.id}. ອະນຸຍາດໂດຍ {agreement.id}.")
    output.print(f"  field groups: {groups} · data classes: {classes} · pinned versions: {versions}", style="dim")
    if agreement.consent:
        output.print("  Every exchange looks its consent up anew. ທຸກຄັ້ງຕ້ອງກວດການຍິນຍອມຄືນໃໝ່.", style="dim")


async def _explained(url: str, question: NamedQuestion) -> Explanation:
    engine = create_engine(url, pool_size=1)
    try:
        return explain(await load(engine), question)
    finally:
        await engine.dispose()


def _moment(at: str | None) -> float:
    try:
        moment = datetime.fromisoformat(at) if at else datetime.now().astimezone()
    except ValueError:
        raise Refused(f"{at} is no time: 2026-11-22T08:00:00+07:00.", f"{at} ບໍ່ແມ່ນເວລາ.") from None
    return moment.astimezone().timestamp()
