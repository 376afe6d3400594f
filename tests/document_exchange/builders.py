"""Letters as the tests send them: whole and valid, until a test says otherwise."""

import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from contracts.voucher import Caller
from tests.support.service import OFFICE, ServiceUnderTest, a_caller

LETTERS = {"purpose": "officialCorrespondence"}
MOIC = a_caller("moic", "ministry", **LETTERS)
MOJ = a_caller("moj", "justice", officer="ນາງ ຈັນທະລາ", **LETTERS)
PSC = a_caller("psc", "court", **LETTERS)
LETTER = b"%PDF-1.7\n" + "ຮຽນ ທ່ານລັດຖະມົນຕີ".encode()


def digest_header(content: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


async def sent(
    exchange: ServiceUnderTest,
    content: bytes | AsyncIterator[bytes],
    *,
    announced: str,
    media_type: str = "application/pdf",
    caller: Caller = MOIC,
    headers: Mapping[str, str] | None = None,
    key: str | None = None,
) -> Any:
    """Send bytes with the digest announced for them, and return the answer, whatever it is."""
    told = {"Content-Type": media_type, "Content-Digest": announced} | dict(headers or {})
    body: Any = content
    return await exchange.call("POST", "/uploads", content=body, headers=told, caller=caller, key=key)


async def uploaded(exchange: ServiceUnderTest, content: bytes = LETTER, **more: Any) -> dict[str, Any]:
    """Upload a file and return the upload."""
    answer = await sent(exchange, content, announced=digest_header(content), **more)
    assert answer.status_code == 201, answer.text
    upload: dict[str, Any] = answer.json()
    return upload


def kept_files(folder: Path) -> list[Path]:
    """Return the files that the exchange keeps in its folder, whole ones and parts."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def a_draft(upload_id: str, **other: Any) -> dict[str, Any]:
    facts = {
        "number": "0369/ອຄ.ກຂອ",
        "type": "proposalLetter",
        "subject": "ຂໍໃຫ້ພິຈາລະນາບັນຊີໃບຢັ້ງຢືນ",
        "dated": "2026-02-26",
        "files": [{"uploadId": upload_id, "role": "main"}],
    }
    return {name: value for name, value in (facts | other).items() if value is not None}


async def drafted(exchange: ServiceUnderTest, caller: Caller = MOIC, **other: Any) -> dict[str, Any]:
    """Upload a letter, draft it, and return the document."""
    upload = await uploaded(exchange, caller=caller)
    answer = await exchange.call("POST", "/documents", json=a_draft(upload["uploadId"], **other), caller=caller)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def a_seat(member: str, office: str = OFFICE) -> dict[str, str]:
    return {"member": member, "office": office}


def an_order(*members: str, **other: Any) -> dict[str, Any]:
    return {"recipients": [{"to": a_seat(member), "purpose": "action"} for member in members], **other}


async def dispatched(exchange: ServiceUnderTest, *members: str, **other: Any) -> dict[str, Any]:
    """Draft a letter, send it to the members, and return the dispatch."""
    document = await drafted(exchange, **other)
    path = f"/documents/{document['documentId']}/dispatch"
    answer = await exchange.call("POST", path, json=an_order(*members))
    assert answer.status_code == 201, answer.text
    dispatch: dict[str, Any] = answer.json()
    return dispatch


async def opened(exchange: ServiceUnderTest, delivery: Mapping[str, Any], caller: Caller = MOJ) -> dict[str, Any]:
    """Open a delivery and return it."""
    answer = await exchange.call("POST", f"/deliveries/{delivery['deliveryId']}/opening", caller=caller)
    assert answer.status_code == 200, answer.text
    delivery_opened: dict[str, Any] = answer.json()
    return delivery_opened
