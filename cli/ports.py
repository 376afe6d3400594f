"""Port checks before a server starts: take a free port, refuse a taken one, spell the URL."""

import errno
import socket
from typing import Final

from cli.refusals import Refused

# An address for everybody is reached on this machine by the loopback.
_REACHED_BY: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not listened on


def free_port(host: str) -> int:
    """Return a port of the host that nobody listens on now."""
    with _bound(host, 0) as probe:
        port: int = probe.getsockname()[1]
        return port


def must_be_free(host: str, port: int, option: str = "--port") -> None:
    """Raise `Refused` naming the port when somebody listens there, or the address when it is not this machine's."""
    _bound(host, port, option).close()


def must_be_free_for_metrics(metrics_port: int, port: int) -> None:
    """Raise `Refused` when Prometheus cannot have that port of this machine, or it is the one that callers reach."""
    if metrics_port == port:
        raise Refused(
            f"Port {port} cannot serve both: choose another one with --metrics-port.",
            f"ພອດ {port} ໃຊ້ທັງສອງຢ່າງບໍ່ໄດ້: ເລືອກພອດອື່ນດ້ວຍ --metrics-port.",
        )
    must_be_free("127.0.0.1", metrics_port, "--metrics-port")


def url_of(host: str, port: int) -> str:
    """Return the http URL by which a program on this machine reaches the address."""
    reached = _REACHED_BY.get(host, host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _bound(host: str, port: int, option: str = "--port") -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        probe = socket.socket(family, kind, protocol)
    except OSError as fault:
        raise _refusal(fault, host, port, option) from fault
    try:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is not a taken one
        probe.bind(address)
    except OSError as fault:
        probe.close()
        raise _refusal(fault, host, port, option) from fault
    return probe


def _refusal(fault: OSError, host: str, port: int, option: str) -> Refused:
    if fault.errno == errno.EADDRINUSE:
        return Refused(
            f"Port {port} on {host} is taken: stop what listens there, or choose another with {option}.",
            f"ພອດ {port} ຂອງ {host} ຖືກໃຊ້ແລ້ວ: ຢຸດໂປຣແກຣມທີ່ໃຊ້ຢູ່ ຫຼື ເລືອກພອດອື່ນດ້ວຍ {option}.",
        )
    if fault.errno == errno.EACCES:
        return Refused(
            f"Port {port} is kept for the system's own services; choose one above 1023 with {option}.",
            f"ພອດ {port} ສະຫງວນໄວ້ໃຫ້ລະບົບ; ເລືອກພອດໃຫຍ່ກວ່າ 1023 ດ້ວຍ {option}.",
        )
    return Refused(f"{host} is no address of this machine.", f"{host} ບໍ່ແມ່ນທີ່ຢູ່ຂອງເຄື່ອງນີ້.")
