"""Render the check of a certificate's text: what it is worth, and what it says, as the paper spells it."""

from datetime import datetime
from typing import Any, Final

from contracts.national.civil.certificate_check_result import CertificateCheckResult
from evidence.certificates.checks import Verdict
from evidence.certificates.claims import statements
from evidence.certificates.member_words import ABOUT_THE_PRINT, LABELS, spelled
from evidence.findings import Both

_HOLDS: Final = Both(
    "ໃບຢັ້ງຢືນນີ້ໃຊ້ໄດ້. ໃຫ້ທຽບສິ່ງທີ່ບອກໄວ້ກັບເຈ້ຍ: ສິ່ງອື່ນໃນເຈ້ຍບໍ່ໄດ້ລົງລາຍເຊັນ ແລະ ອາດຖືກປ່ຽນໄດ້.",
    "The certificate holds. Compare what it says with the paper: what else stands there is not signed, and may have "
    "been changed.",
)
_NOT_SIGNED: Final = "event.notSigned"


def check_result(verdict: Verdict, at: datetime) -> CertificateCheckResult:
    """Return the verdict as a national document."""
    said = {} if verdict.certificate is None else verdict.certificate.json()
    told = dict(statements(said))
    not_signed = told.pop(_NOT_SIGNED, None)
    shown = {
        "outcome": verdict.outcome.value,
        "layer": None if verdict.layer is None else verdict.layer.value,
        "reason": None if verdict.failure is None else verdict.failure.reason,
        "message": _both(_HOLDS if verdict.failure is None else verdict.failure.words),
        "kid": verdict.kid,
        "statements": [_statement(member, value) for member, value in told.items()] or None,
        "notSigned": None if not_signed is None else str(not_signed).split("\n"),
        "checkedAt": at,
    }
    return CertificateCheckResult.model_validate({name: value for name, value in shown.items() if value is not None})


def _statement(member: str, value: object) -> dict[str, Any]:  # Any: a JSON document of the schema
    statement: dict[str, Any] = {"member": member, "value": str(value)}  # Any: as above
    if (name := LABELS.get(member)) is not None:
        statement["name"] = _both(name)
    return statement | {"shown": _both(spelled(member, value)), "onPaper": member not in ABOUT_THE_PRINT}


def _both(words: Both) -> dict[str, str]:
    return {"lo": words.lo, "en": words.en}
