"""What each way to serve a component does at its start: the TLS of its connections, and a fault in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.process.settings import ComponentSettings
from chassis.process.tls_files import PROCESS_TLS, Contexts
from cli.components import Component
from cli.refusals import Refused


def tls_of(wanted: Component, settings: ComponentSettings) -> Contexts | None:
    """Return what gives the TLS context of each connection; None where TLS ends before us. Raises `ValueError`."""
    if not settings.tls_files:
        return None
    return PROCESS_TLS.opened(settings.tls_files, server=True, name=settings.tls_name, what=wanted.name)


@contextmanager
def a_fault_in_one_sentence(wanted: Component) -> Iterator[None]:
    """Raise `Refused` when what a setting names is not what it should be: a key file, for instance."""
    try:
        yield
    except ValueError as fault:
        raise Refused(f"{wanted.name} does not start: {fault}.", f"{wanted.name} ເປີດບໍ່ໄດ້: {fault}.") from fault
