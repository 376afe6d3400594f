"""Check of the certificate by which a component ends TLS itself: its key, its chain, its names, its days."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cli.doctor.findings import Finding, ok, warning, wrong

if TYPE_CHECKING:
    from chassis.process.settings import ComponentSettings

CHECK: Final = "certificate"
_SOON_S: Final = 21 * 86_400.0


def findings(settings: "ComponentSettings") -> Iterator[Finding]:
    """Yield what is found about the certificate that the settings name; nothing where TLS ends elsewhere."""
    from chassis.process.tls_files import TlsContext

    if not settings.tls_files:
        return
    try:
        certificate = TlsContext(settings.tls_files, server=True, name=settings.tls_name)
    except ValueError as fault:
        yield wrong(CHECK, f"{fault}.", f"ໃຊ້ໃບຢັ້ງຢືນບໍ່ໄດ້: {fault}.")
        return
    yield from (warning(CHECK, f"{remark}.", f"ໃບຢັ້ງຢືນ: {remark}.") for remark in certificate.remarks)
    if (ends := certificate.expires_at) is not None:
        day = time.strftime("%Y-%m-%d", time.gmtime(ends))
        if ends - time.time() < _SOON_S:
            yield warning(CHECK, f"ends on {day}; renew it.", f"ໝົດອາຍຸ {day}; ຕ້ອງຕໍ່ອາຍຸ.")
        else:
            yield ok(CHECK, f"is good until {day}.", f"ໃຊ້ໄດ້ຫາ {day}.")
