"""Rights of every service on the bus: what its package consumes, and what `deploy/topics.toml` says it owns."""

import importlib
from collections.abc import Mapping

from chassis.bus.rights import Grant, rights
from cli.components import SERVICES, Component


def rights_of_all() -> Mapping[str, tuple[Grant, ...]]:
    """Return the grants of each service by its name, which is its user on the bus; imports every service."""
    return {each.name: rights(each.name, consumed_by(each)) for each in SERVICES}


def consumed_by(component: Component) -> list[str]:
    """Return the event types for which the component has rules."""
    return sorted(importlib.import_module(f"{component.package}.app").SERVICE.consumers)
