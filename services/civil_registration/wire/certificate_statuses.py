"""Render the status of a certificate for everybody: as JSON, or as a small page for a browser in Lao and English."""

from datetime import datetime
from http import HTTPStatus
from typing import Final

from fastapi import Response

from chassis.http.accepting import media_type_among
from chassis.http.renderings import JSON, as_json, as_text
from chassis.prints.answers import HTML
from chassis.prints.words import Words
from contracts.codelists import CodeLists
from contracts.national.civil.certificate_status import CertificateStatus
from contracts.problems import NotFound
from services.civil_registration.domain.certificates import Status
from services.civil_registration.wire.prints import TEMPLATES

_KEPT: Final = "public, max-age=60"
_NEVER_ISSUED: Final = Words("ບໍ່ມີໃບຢັ້ງຢືນນີ້", "No such certificate")
_WHAT_TO_DO: Final = {
    Status.VALID: Words(
        "ໃບນີ້ຍັງໃຊ້ໄດ້. ໜ້ານີ້ບໍ່ໄດ້ພິສູດຂໍ້ຄວາມໃນເຈ້ຍ: ໃຫ້ສະແກນຮູບສັນຍາລັກເພື່ອກວດ.",
        "This print counts. The page does not prove what the paper says: scan its symbol to check that.",
    ),
    Status.SUPERSEDED: Words("ຢ່າຮັບໃບນີ້; ໃຫ້ຂໍເບິ່ງສະບັບໃໝ່.", "Do not take this one, and ask for the later one."),
    Status.REVOKED: Words("ຢ່າຮັບໃບນີ້; ໃຫ້ຖາມຫ້ອງການທະບຽນ.", "Do not take it, and ask the registrar."),
    Status.EXPIRED: Words(
        "ໝົດເວລາແລ້ວ: ໃຫ້ຂໍສະບັບໃໝ່ຈາກຫ້ອງການທະບຽນ.", "Its time is over: ask the registrar for a new print."
    ),
}
_LOOK_AGAIN: Final = Words(
    "ໃຫ້ກວດລະຫັດຄືນ. ຖ້າລະຫັດຖືກແລ້ວ, ຢ່າເຊື່ອຖືໃບນັ້ນ ແລະ ຖາມຫ້ອງການທະບຽນ.",
    "Look at the id again. If it is right, do not trust the paper, and ask the registrar.",
)


def status_answer(
    found: CertificateStatus | None, certificate_id: str, accept: str | None, lists: CodeLists, at: datetime
) -> Response:
    """Return the status in the form that `Accept` likes; of a certificate that was never issued, a page says so.

    Raises `NotFound` for one that was never issued where no page is wanted.
    """
    if media_type_among((JSON, HTML), accept) == HTML:
        answer = as_text(_page(found, certificate_id, lists, at), HTML)
        answer.status_code = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
    elif found is None:
        raise NotFound
    else:
        answer = as_json(found)
    if found is not None:
        answer.headers["Cache-Control"] = _KEPT
    return answer


def _page(found: CertificateStatus | None, certificate_id: str, lists: CodeLists, at: datetime) -> str:
    status = None if found is None else Status(found.status)
    title = _NEVER_ISSUED if status is None else Words(*lists.labels("certificate-status", status.value))
    todo = _LOOK_AGAIN if status is None else _WHAT_TO_DO[status]
    kind = "good" if status is Status.VALID else "bad"
    return TEMPLATES.render(
        "certificate_status.html", "lo", title=title, todo=todo, kind=kind, certificate_id=certificate_id, at=at
    )
