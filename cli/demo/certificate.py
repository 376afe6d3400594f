"""A scene of the story: a certificate is printed, checked offline, corrected, and its old print is named as such."""

import time
from http import HTTPStatus
from typing import Any, Final

from chassis.client.exchange_client import Answer
from cli.demo import records
from cli.demo.stage import Stage, Step, StepFailed
from cli.demo.words import CIVIL, FOR_BIRTHS
from contracts.codelists import codelist_of
from evidence.certificates.checks import Verdict, check
from evidence.certificates.keys import SignerKeys
from evidence.certificates.status_lists import StatusList

OK, CREATED = HTTPStatus.OK, HTTPStatus.CREATED
REGISTRAR: Final = "registrar-desk"
CLERK, CHIEF = "khamla", "somphone"  # two officers of one office: who asks for a correction does not decide on it
_PDF: Final = b"%PDF-"


async def a_certificate_is_checked(stage: Stage, event_id: str) -> None:
    """A certificate is printed and checked, a name in it corrected; the old print is superseded, the new one valid."""
    stage.scene(
        7,
        "The birth certificate is printed and checked offline; a correction makes the old print an old one",
        "ພິມໃບຢັ້ງຢືນການເກີດ ແລະ ກວດໂດຍບໍ່ໃຊ້ເຄືອຂ່າຍ; ເມື່ອແກ້ໄຂແລ້ວ ໃບເກົ່າຖືກບອກວ່າເກົ່າ",
    )
    first = (await _printed(stage, event_id)).json()
    tell(stage, first, await checked(stage, first))
    await _corrected(stage, event_id)
    second = (await _printed(stage, event_id)).json()
    old, new = await checked(stage, first), await checked(stage, second)
    tell(stage, first, old)
    tell(stage, second, new)
    if (old.outcome.value, new.outcome.value) != ("superseded", "valid"):
        raise StepFailed(_reading(event_id, second), f"prints that are {old.outcome.value} and {new.outcome.value}")


def tell(stage: Stage, certificate: records.Body, verdict: Verdict) -> None:
    """Say what a checker without a network makes of a print."""
    name = "" if verdict.certificate is None else verdict.certificate.identity["fullName"]
    outcome = codelist_of("certificate-outcome").codes[verdict.outcome.value]
    number = certificate["printNumber"]
    stage.remark(
        f"Print {number} of {certificate['registrationNumber']}, {name}: {outcome.code}, checked offline.",
        f"ໃບທີ {number}, {name}: ກວດໂດຍບໍ່ໃຊ້ເຄືອຂ່າຍ ໄດ້ຜົນ “{outcome.lo}”.",
    )


async def checked(stage: Stage, certificate: records.Body) -> Verdict:
    """Check a print by the keys and the list that everybody may have, fetched before."""
    at = int(time.time())
    keys = SignerKeys.read(await _public(stage, "certificate-keys"), "certificates")
    token = await _public(stage, "certificate-status-lists/1")
    return check(certificate["text"], keys, at, [StatusList.read(token, keys, at=at)])


async def _public(stage: Stage, what: str) -> bytes:
    base_url = stage.client(REGISTRAR).credentials.base_url
    async with stage.session.get(f"{base_url}/{CIVIL}/v1/{what}") as answer:
        answer.raise_for_status()
        return await answer.read()


async def _printed(stage: Stage, event_id: str) -> Answer:
    """Issue a certificate, and fetch the paper."""
    event = await _event(stage, event_id)
    issued = await stage.exchange(
        _step("issueCertificate", "POST", event_id, "certificates", CREATED),
        json={"type": "birthCertificate"},
        headers={"If-Match": event.headers["ETag"]},
        sign=True,
        officer=CLERK,
    )
    step = _reading(event_id, issued.json())
    paper = await stage.exchange(step, headers={"Accept": "application/pdf"})
    if not paper.body.startswith(_PDF):
        raise StepFailed(step, "no PDF")
    return issued


async def _corrected(stage: Stage, event_id: str) -> None:
    """One officer asks for a correction of the father's name, another approves it."""
    event = await _event(stage, event_id)
    father: dict[str, Any] = event.json()["birth"]["father"]  # Any: as in `Body`
    right = {**father["name"], "text": "ສົມສັກດີ ພົມມະຈັນ", "given": "ສົມສັກດີ"}
    asked = await stage.exchange(
        _step("requestCorrection", "POST", event_id, "corrections", CREATED),
        json={
            "members": ["/father/name"],
            "was": {"birth": {"father": {"name": father["name"]}}},
            "now": {"birth": {"father": {"name": right}}},
            "reason": "ຂຽນຊື່ພໍ່ຜິດ",
            "basis": "clericalError",
            "wishedBy": "father",
        },
        headers={"If-Match": event.headers["ETag"]},
        officer=CLERK,
    )
    deciding = f"corrections/{asked.json()['correctionId']}/decision"
    await stage.exchange(
        _step("decideCorrection", "POST", event_id, deciding, CREATED),
        json={"outcome": "approve"},
        headers={"If-Match": asked.headers["ETag"]},
        sign=True,
        officer=CHIEF,
    )


async def _event(stage: Stage, event_id: str) -> Answer:
    return await stage.exchange(_step("eventById", "GET", event_id, "", OK))


def _reading(event_id: str, certificate: records.Body) -> Step:
    return _step("certificateById", "GET", event_id, f"certificates/{certificate['certificateId']}", OK)


def _step(operation: str, method: str, event_id: str, what: str, expect: int) -> Step:
    path = f"/{CIVIL}/v1/events/{event_id}/{what}".rstrip("/")
    return Step(REGISTRAR, CIVIL, operation, FOR_BIRTHS, method, path, expect)
