"""Render what certificates are worth: the status of one, as JSON or a small page, and the check of a text."""

from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from fastapi import Response

from chassis.http.accepting import media_type_among
from chassis.http.renderings import JSON, as_json, as_text
from chassis.prints.answers import HTML
from chassis.prints.words import Words
from contracts.codelists import CodeLists
from contracts.national.civil.certificate_check_result import CertificateCheckResult
from contracts.national.civil.certificate_status import CertificateStatus
from contracts.problems import NotFound
from evidence.certificates.checks import Verdict
from evidence.certificates.paper_lines import Line, lines
from evidence.findings import Both
from services.civil_registration.domain.certificates import Status
from services.civil_registration.domain.prints import Verifier
from services.civil_registration.wire.prints import TEMPLATES

_KEPT: Final = "public, max-age=60"
_ISSUED: Final = Words(
    "ເລກນີ້ອອກແລ້ວ ແລະ ຍັງໃຊ້ໄດ້; ມີແຕ່ຮູບສັນຍາລັກທີ່ພິສູດເຈ້ຍ",
    "This number was issued and counts; only the symbol proves the paper",
)
_WHERE: Final = Words("ໄຟລ໌ກວດໃບຢັ້ງຢືນ", "The verifier of certificates")
_ASK: Final = Words("ໃຫ້ຂໍຈາກຫ້ອງການທະບຽນ", "ask any registrar for it")
_NEVER_ISSUED: Final = Words("ບໍ່ມີໃບຢັ້ງຢືນນີ້", "No such certificate")
_WHAT_TO_DO: Final = {
    Status.VALID: Words(
        "ໜ້ານີ້ບໍ່ໄດ້ພິສູດເຈ້ຍທີ່ທ່ານຖືຢູ່: ໃຜກໍສຳເນົາເລກໄດ້. ໃຫ້ສະແກນຮູບສັນຍາລັກດ້ວຍໄຟລ໌ກວດໃບຢັ້ງຢືນ.",
        "This page does not prove the paper that you hold: anybody can copy a number. Scan its symbol with the "
        "verifier.",
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

_HOLDS: Final = Both(
    "ໃບຢັ້ງຢືນນີ້ໃຊ້ໄດ້. ໃຫ້ທຽບສິ່ງທີ່ບອກໄວ້ກັບເຈ້ຍ: ສິ່ງອື່ນໃນເຈ້ຍ ແລະ ຄຳແປພາສາອັງກິດ ບໍ່ໄດ້ລົງລາຍເຊັນ ແລະ ອາດຖືກປ່ຽນໄດ້.",
    "The certificate holds. Compare what it says with the paper: what else stands there, and its translations into "
    "English, are not signed, and may have been changed.",
)
_NOT_SIGNED: Final = "event.notSigned"


def status_answer(
    found: CertificateStatus | None,
    certificate_id: str,
    accept: str | None,
    lists: CodeLists,
    at: datetime,
    verifier: Verifier,
) -> Response:
    """Return the status in the form that `Accept` likes; of a certificate that was never issued, a page says so.

    Raises `NotFound` for one that was never issued where no page is wanted.
    """
    if media_type_among((JSON, HTML), accept) == HTML:
        answer = as_text(_page(found, certificate_id, lists, at, verifier), HTML)
        answer.status_code = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
    elif found is None:
        raise NotFound
    else:
        answer = as_json(found)
    if found is not None:
        answer.headers["Cache-Control"] = _KEPT
    return answer


def _page(
    found: CertificateStatus | None, certificate_id: str, lists: CodeLists, at: datetime, verifier: Verifier
) -> str:
    status = None if found is None else Status(found.status)
    title = _NEVER_ISSUED if status is None else Words(*lists.labels("certificate-status", status.value))
    if status is Status.VALID:
        title = _ISSUED  # not in the colour of what is proved: a forged paper has a copied number
    todo = _LOOK_AGAIN if status is None else _WHAT_TO_DO[status]
    kind = "doubt" if status is Status.VALID else "bad"
    return TEMPLATES.render(
        "certificate_status.html",
        "lo",
        title=title,
        todo=todo,
        kind=kind,
        certificate_id=certificate_id,
        at=at,
        where=_WHERE,
        verifier=verifier.address,
        ask=_ASK,
    )


def check_result(verdict: Verdict, at: datetime) -> CertificateCheckResult:
    """Return the verdict as a national document."""
    said = {} if verdict.certificate is None else verdict.certificate.json()
    told = lines(said)
    not_signed = next((str(line.value) for line in told if line.member == _NOT_SIGNED), None)
    shown = {
        "outcome": verdict.outcome.value,
        "layer": None if verdict.layer is None else verdict.layer.value,
        "reason": None if verdict.failure is None else verdict.failure.reason,
        "message": _both(_HOLDS if verdict.failure is None else verdict.failure.words),
        "kid": verdict.kid,
        "statements": [_statement(line) for line in told if line.member != _NOT_SIGNED] or None,
        "notSigned": None if not_signed is None else not_signed.split("\n"),
        "checkedAt": at,
    }
    return CertificateCheckResult.model_validate({name: value for name, value in shown.items() if value is not None})


def _statement(line: Line) -> dict[str, Any]:  # Any: a JSON document of the schema
    return {
        "member": line.member,
        "value": str(line.value),
        "name": _both(line.name or Both(line.member, line.member)),
        "shown": {"lo": line.lo} | ({} if line.en is None else {"en": line.en}),
        "onPaper": line.on_paper,
    }


def _both(words: Both) -> dict[str, str]:
    return {"lo": words.lo, "en": words.en}
