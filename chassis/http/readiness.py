"""What `/healthz` and the connections of the process look like in the metrics."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from chassis.http.connection_limit import PROCESS_CONNECTIONS
from chassis.http.health import Alarms, Check
from chassis.process.sampling import Sampler
from chassis.process.telemetry import Sample, Telemetry
from chassis.process.tls_files import PROCESS_TLS


def watch(sampler: Sampler, checks: Mapping[str, Check], *alarms: Alarms) -> None:
    """Show the checks of readiness and the alarms: their codes, for what was found is for people."""
    sampler.gauge("saphan.ready", "{check}", "1 while a check of readiness holds, 0 while it does not.")
    sampler.gauge("saphan.alarm", "{alarm}", "1 while an alarm of /healthz holds.")

    async def look() -> Mapping[str, Sequence[Sample]]:
        codes = {code for source in (*alarms, PROCESS_CONNECTIONS.alarms, PROCESS_TLS.alarms) for code in source()}
        return {
            "saphan.ready": [(float(await check()), {"check": name}) for name, check in checks.items()],
            "saphan.alarm": [(1.0, {"code": code}) for code in sorted(codes)],
        }

    sampler.read(look)


def show_connections(measured: Telemetry) -> None:
    """Show the connections of the process with the component whose port it is."""
    measured.gauge(
        "saphan.connections", "{connection}", "Connections of callers.", lambda: [(PROCESS_CONNECTIONS.open, {})]
    )
    measured.gauge(
        "saphan.connections.limit",
        "{connection}",
        "Connections of callers that there may be.",
        lambda: [(PROCESS_CONNECTIONS.limit, {})],
    )


def show_ends(measured: Telemetry, ends: Callable[[], Iterable[Sample]]) -> None:
    """Show when what has an end comes to it: by `kind` and `name`."""
    measured.gauge("saphan.expiry.timestamp", "s", "When a certificate, a key or an agreement comes to its end.", ends)


def certificate_ends() -> Iterable[Sample]:
    """Return when each certificate of this process ends, by what it is for."""
    return [(ends, {"kind": "certificate", "name": name}) for name, ends in PROCESS_TLS.expiries().items()]
