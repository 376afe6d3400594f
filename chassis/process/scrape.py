"""The Prometheus endpoint of a process: a listener of its own, in threads of its own, beside the API's port.

Components that are told the same address share it, as all do in `saphan run`; then each line carries the label `job`
(`saphan/gateway`), which Prometheus takes with `honor_labels: true`. Alone, a component leaves `job` to Prometheus.
"""

import copy
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias, cast

from opentelemetry.sdk.metrics.export import CardinalityLimits

if TYPE_CHECKING:  # a twentieth of what a process loads: only where somebody scrapes
    from opentelemetry.exporter.prometheus import PrometheusMetricReader
    from prometheus_client import CollectorRegistry, Metric

Address: TypeAlias = tuple[str, int]  # host, port


class _Listener:
    """The HTTP server at one address, with a registry for each component that is shown there."""

    open: ClassVar[dict[Address, "_Listener"]] = {}
    lock: ClassVar[Lock] = Lock()

    def __init__(self, address: Address) -> None:
        from prometheus_client import start_http_server

        self.registries: Final[dict[str, CollectorRegistry]] = {}
        self._scraping: Final = Lock()
        host, port = address
        try:
            # it calls `collect` and nothing else
            self._server, self._thread = start_http_server(port, host, cast("CollectorRegistry", self))
        except OSError as fault:
            raise ValueError(f"metrics at {host}:{port}: {fault.strerror or fault}") from fault

    def collect(self) -> Iterable["Metric"]:
        """Return the metrics of all components, each family once."""
        with self._scraping:  # a reader that is asked twice at once tells both everything twice
            found = {component: list(registry.collect()) for component, registry in list(self.registries.items())}
        return _together(found) if len(found) > 1 else [family for families in found.values() for family in families]

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _together(found: Mapping[str, list["Metric"]]) -> list["Metric"]:
    """Return families with the samples of all components, each with its `job`: a family may be told once only."""
    families: dict[str, Metric] = {}
    for component, told in found.items():
        for family in map(copy.copy, told):  # a reader keeps some of its own for the next time
            samples = [
                sample._replace(labels={"job": f"saphan/{component}", **sample.labels}) for sample in family.samples
            ]
            family.samples = [*families[family.name].samples, *samples] if family.name in families else samples
            families[family.name] = family
    return list(families.values())


class Endpoint:
    """One component at the listener of its process."""

    def __init__(self, component: str, address: Address, reader: "PrometheusMetricReader") -> None:
        self._component, self._address = component, address
        self.reader: Final = reader

    @classmethod
    def join(cls, component: str, address: Address, limits: CardinalityLimits) -> "Endpoint":
        """Show the component at this address; raise `ValueError` when there is no listening there."""
        from opentelemetry.exporter.prometheus import PrometheusMetricReader
        from prometheus_client import CollectorRegistry

        registry = CollectorRegistry()
        reader = PrometheusMetricReader(scope_info_enabled=False, registry=registry, cardinality_limits=limits)
        with _Listener.lock:
            listener = _Listener.open.get(address) or _Listener(address)
            _Listener.open[address] = listener
            listener.registries[component] = registry
        return cls(component, address, reader)

    def leave(self) -> None:
        """Show the component no more; the last one closes the listener."""
        with _Listener.lock:
            listener = _Listener.open.get(self._address)
            if listener is None or listener.registries.pop(self._component, None) is None or listener.registries:
                return
            del _Listener.open[self._address]
        listener.close()
