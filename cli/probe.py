"""`saphan probe`: whether the component on this machine is alive or ready, for people and for container engines."""

import os

from chassis.process.probe import fault_of
from cli.refusals import Refused


def probe_component(name: str, *, ready: bool) -> None:
    """Return when it is; raise `Refused` with what it has answered when it is not."""
    fault = fault_of(name, os.environ, ready=ready)
    if fault is not None:
        lo = "ບໍ່ພ້ອມ" if ready else "ບໍ່ຕອບ"
        raise Refused(f"{name} {'is not ready' if ready else 'does not answer'}: {fault}.", f"{name} {lo}: {fault}.")
