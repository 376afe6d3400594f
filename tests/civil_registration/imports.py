"""Files as old books are typed off, and a way to send them."""

import hashlib
from base64 import b64encode
from typing import Any

import httpx2
import orjson

from contracts.voucher import Caller
from tests.civil_registration.builders import CHILD_NAME, REGISTRAR
from tests.support.service import ServiceUnderTest

NDJSON, CSV = "application/x-ndjson", "text/csv"


def an_entry(number: int = 1, birth: dict[str, Any] | None = None, **other: Any) -> dict[str, Any]:
    """An entry of a book of births; None leaves a member out, of the facts too."""
    facts = {"occurredOn": "2015-03-21", "place": "0101", "child": {"name": CHILD_NAME, "sex": "female"}}
    told = {name: value for name, value in (facts | (birth or {})).items() if value is not None}
    row = {"number": f"{number}/ທບ", "registeredOn": "2015-04-02", "birth": told} | other
    return {name: value for name, value in row.items() if value is not None}


def lines(*rows: object) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


async def sent(
    register: ServiceUnderTest, content: bytes, *, media: str = NDJSON, caller: Caller = REGISTRAR, **query: str
) -> httpx2.Response:
    """Send a file of births, unless said otherwise, and return the answer."""
    digest = b64encode(hashlib.sha256(content).digest()).decode()
    headers = {"Content-Type": media, "Content-Digest": f"sha-256=:{digest}:"}
    params = {"source": "old-books", "kind": "birth"} | query
    return await register.call("POST", "/imports", content=content, headers=headers, params=params, caller=caller)


async def imported(register: ServiceUnderTest, content: bytes, **how: Any) -> dict[str, Any]:
    """Send a file and return its report."""
    answer = await sent(register, content, **how)
    assert answer.status_code == 201, answer.text
    report: dict[str, Any] = answer.json()
    return report


async def rows_of(register: ServiceUnderTest, report: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    """Return what became of every row of an import, of all pages."""
    rows, cursor = list[dict[str, Any]](), dict[str, str]()
    while True:
        asked = {"limit": "200"} | query | cursor
        answer = await register.call("GET", f"/imports/{report['importId']}/rows", caller=REGISTRAR, params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        rows += page["items"]
        if "next" not in page:
            return rows
        cursor = {"cursor": page["next"]}


async def kept_mapping(register: ServiceUnderTest, mapping: dict[str, Any]) -> str:
    """Keep a mapping and return its id."""
    answer = await register.call("POST", "/import-mappings", json=mapping, caller=REGISTRAR)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["mappingId"])


def counts(report: dict[str, Any]) -> tuple[str, int, int, int, int]:
    """Return status, and how many rows were imported, unchanged, refused and not kept."""
    return (report["status"], *(report[name] for name in ("imported", "unchanged", "refused", "notKept")))


def told(report: dict[str, Any]) -> list[tuple[int, str | None, str | None, str]]:
    """Return row, column, pointer and code of the faults."""
    assert all(fault["message"]["lo"] and fault["message"]["en"] for fault in report.get("faults", ()))
    return [(each["row"], each.get("column"), each.get("pointer"), each["code"]) for each in report.get("faults", ())]
