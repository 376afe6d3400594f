"""What a start refuses, all of it at once; what is only away does not stop one, since it comes back by itself."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cli.complaints import in_lao
from cli.components import Component
from cli.doctor import certificate, database, settings, surroundings
from cli.doctor.findings import Finding, refusal, wrong
from cli.groups import must_have

if TYPE_CHECKING:
    from fastapi import FastAPI

    from chassis.process.settings import ComponentSettings

_LOG: Final = logging.getLogger(__name__)
_STORE_S: Final = 10.0


def settings_to_start(component: Component) -> "ComponentSettings":
    """Return the component's settings; raise `Refused` with every one that is wrong, and what its database refuses."""
    must_have(component.name, *component.groups)
    told, found = settings.read(component)
    if told is None:
        url = settings.database_url(component)
        raise refusal(component.name, [*found, *(asyncio.run(database.findings(component, url)) if url else [])])
    return told


def must_be_able_to_start(component: Component, told: "ComponentSettings") -> None:
    """Raise `Refused` with everything that keeps the component from working, and mends not itself."""
    found = _all_findings(component, told)
    if any(each.stops for each in found):
        raise refusal(component.name, found)
    _warn(found)


def app_to_start(component: Component, told: "ComponentSettings") -> "FastAPI":
    """Return the component's app; raises `Refused` as `must_be_able_to_start`, also for what only building it shows."""
    found = _all_findings(component, told)
    app: FastAPI | None = None
    try:
        app = component.build(told)
    except (ValueError, OSError) as fault:  # what a setting names is not what it should be: a key file, for instance
        if not any(each.stops and each.check in {"files", "store"} for each in found):  # else it is told already
            found.append(wrong("settings", f"{fault}.", f"{in_lao(fault)}."))
    if app is None or any(each.stops for each in found):
        raise refusal(component.name, found)
    _warn(found)
    return app


def _all_findings(component: Component, told: "ComponentSettings") -> list[Finding]:
    return [*settings.unknown_findings(component), *asyncio.run(_findings(component, told))]


def _warn(found: Sequence[Finding]) -> None:
    for each in found:
        if each.level != "ok":
            _LOG.warning("%s: %s", each.check, each.en)


async def _findings(component: Component, told: "ComponentSettings") -> list[Finding]:
    url = told.database_url.get_secret_value()
    found = [
        *settings.file_findings(component, told),
        *surroundings.folder_findings(told),
        surroundings.port_finding(component, told),
        *certificate.findings(told),
        *await database.findings(component, url, pool_size=told.pool_size),
    ]
    try:
        async with asyncio.timeout(_STORE_S):
            found += await surroundings.store_findings(told)
    except TimeoutError:
        pass  # away: uploads are refused until it is back
    return found
