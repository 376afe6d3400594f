"""`saphan doctor`: every check of one component, or of all that the environment knows, a line each."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.markup import escape

from cli.components import COMPONENTS, Component, component
from cli.doctor import certificate, database, reference, requests, settings, surroundings
from cli.doctor.findings import Finding
from cli.environment import variable
from cli.refusals import Refused
from cli.say import output

if TYPE_CHECKING:
    from chassis.process.settings import ComponentSettings

_MARKS: Final[Mapping[str, str]] = {
    "ok": "[green]ok     [/green]",
    "warning": "[yellow]warning[/yellow]",
    "wrong": "[red]wrong  [/red]",
}


def examine(name: str | None, *, as_json: bool) -> int:
    """Print what is found; return 1 when anything is wrong, else 0."""
    wanted = [component(name)] if name else [each for each in COMPONENTS if variable(f"{each.prefix}DATABASE_URL")]
    if not wanted:
        raise Refused(
            "Say which component, or set its variables: saphan doctor gateway.", "ບອກຊື່ອົງປະກອບ: saphan doctor gateway."
        )
    found = {each.name: asyncio.run(findings(each)) for each in wanted}
    if as_json:
        told = [{"component": each, **finding.document()} for each, of in found.items() for finding in of]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print(found)
    return int(any(finding.level == "wrong" for of in found.values() for finding in of))


async def findings(of: Component) -> list[Finding]:
    """Return everything that is found about one component."""
    told, found = settings.read(of)
    url = told.database_url.get_secret_value() if told else settings.database_url(of)
    if url:
        found += await database.findings(of, url)
        found += await requests.findings(of, url)
    return [*found, *(await _around(of, told) if told is not None else [])]


async def _around(of: Component, told: "ComponentSettings") -> list[Finding]:
    return [
        *settings.file_findings(of, told),
        *settings.contact_findings(of, told),
        *surroundings.key_findings(told),
        *certificate.findings(told),
        *surroundings.folder_findings(told),
        *await surroundings.store_findings(told),
        *await surroundings.bus_findings(of, told),
        *[finding async for finding in surroundings.gateway_findings(of, told)],
        *await reference.findings(of, told),
    ]


def _print(found: Mapping[str, Sequence[Finding]]) -> None:
    for name, of in found.items():
        output.print(f"[bold]{name}[/bold]")
        for finding in of:
            output.print(f"  {_MARKS[finding.level]} {finding.check:<11} {escape(finding.en)} {escape(finding.lo)}")
