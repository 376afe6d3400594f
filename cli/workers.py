"""`saphan serve --workers`: one component in several processes that share its port and its limits."""

import importlib
from collections.abc import Mapping
from math import ceil
from typing import Any, Final

from setproctitle import setproctitle

from chassis.http import serve
from chassis.http.listening import bound
from chassis.process import logs
from chassis.process.settings import ComponentSettings
from chassis.process.tls_files import Contexts
from chassis.process.workers import Supervisor, tell_ready
from cli.components import GATEWAY, Component
from cli.doctor import start
from cli.starting import a_fault_in_one_sentence, tls_of
from gateway.exchange.together import ALONE, Together

_LEAST_CONNECTIONS: Final = 16  # of a worker, as of a component


def serve_together(wanted: Component, settings: ComponentSettings, count: int) -> None:
    """Serve the component by `count` workers until SIGTERM; what is limited is limited for all of them together."""
    importlib.import_module(f"{wanted.package}.app")  # once for all: the workers are forked, and share that memory
    start.must_be_able_to_start(wanted, settings)  # what is wrong is said once, and before anything starts
    with a_fault_in_one_sentence(wanted):
        tls = tls_of(wanted, settings)  # before the fork: the workers take up each other's TLS sessions
    held = bound(settings.host, settings.port, together=True)  # nobody else takes it while no worker listens
    workers = _Workers(wanted, settings, count, held.getsockname()[1], tls)
    setproctitle(f"saphan {wanted.name}: supervisor of {count} workers")
    Supervisor(count, workers.work, forget=workers.forget).run()


class _Workers:
    """The workers of one component: what each of them does, and what they share."""

    def __init__(
        self, wanted: Component, settings: ComponentSettings, count: int, port: int, tls: Contexts | None
    ) -> None:
        self._wanted, self._settings, self._count, self._port, self._tls = wanted, settings, count, port, tls
        self._together = Together.of(count) if wanted is GATEWAY else ALONE

    def work(self, worker: int) -> None:
        """Serve as this worker until SIGTERM."""
        wanted, settings = self._wanted, self._settings
        if settings.metrics_port is not None:  # each its own: figures are of one process
            settings = settings.model_copy(update={"metrics_port": settings.metrics_port + worker})
        setproctitle(f"saphan {wanted.name}: worker {worker}")
        logs.configure(wanted.name, settings.log_level, worker)
        if self._together.counts is not None:
            self._together.counts.work_as(worker)
        with a_fault_in_one_sentence(wanted):
            app = wanted.build(settings, **self._shared())
            listening = serve.Listening(
                settings.host,
                self._port,
                # divided: the kernel spreads connections evenly, and none can be closed for one at another worker
                max(_LEAST_CONNECTIONS, ceil(settings.connections / self._count)),
                self._tls,
                together=True,
                started=tell_ready,
            )
        serve.serve(app, listening, drain_s=settings.drain_s)

    def _shared(self) -> Mapping[str, Any]:  # Any: as `Component.build` takes it
        return {"together": self._together} if self._wanted is GATEWAY else {}

    def forget(self, worker: int) -> None:
        """Give back what a dead worker held."""
        if self._together.counts is not None:
            self._together.counts.forget(worker)
