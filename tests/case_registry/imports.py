"""Files as earlier systems export them, and a way to send them."""

import hashlib
from base64 import b64encode
from typing import Any

import httpx2
import orjson

from contracts.voucher import Caller
from tests.case_registry.builders import COURT
from tests.support.service import ServiceUnderTest

NDJSON = "application/x-ndjson"
CSV = "text/csv"


def a_row(number: int = 1, **other: Any) -> dict[str, Any]:
    facts = {
        "number": f"{number:03}/ສປຂ.ຈທ",
        "title": "ຄະດີແພ່ງ ກ່ຽວກັບທີ່ດິນ ບ້ານໂພນໄຊ",
        "category": "civil",
        "place": "0101",
        "openedOn": "2019-05-14",
        "status": "judgedFirstInstance",
        "statusOn": "2020-01-20",
        "participants": [
            {"name": {"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}, "role": "plaintiff"},
            {"organisation": "ບໍລິສັດ ຈະເລີນຊັບ ຈຳກັດ", "role": "party"},
        ],
    }
    return {name: value for name, value in (facts | other).items() if value is not None}


def lines(*rows: object) -> bytes:
    return b"".join(row if isinstance(row, bytes) else orjson.dumps(row) + b"\n" for row in rows)


async def sent(
    registry: ServiceUnderTest,
    content: bytes,
    *,
    media: str = NDJSON,
    caller: Caller = COURT,
    digest: bytes | None = None,
    key: str | None = None,
    **query: str,
) -> httpx2.Response:
    """Send a file and return the answer; `source` is the old system of the court unless said."""
    stated = b64encode(digest or hashlib.sha256(content).digest()).decode()
    headers = {"Content-Type": media, "Content-Digest": f"sha-256=:{stated}:"}
    params = {"source": "psc-cms-2011"} | query
    return await registry.call(
        "POST", "/imports", content=content, headers=headers, params=params, caller=caller, key=key
    )


async def imported(registry: ServiceUnderTest, content: bytes, **how: Any) -> dict[str, Any]:
    """Send a file and return its report."""
    answer = await sent(registry, content, **how)
    assert answer.status_code == 201, answer.text
    report: dict[str, Any] = answer.json()
    return report


def counts(report: dict[str, Any]) -> tuple[str, int, int, int, int]:
    """Return status, and how many rows were imported, unchanged, refused and not kept."""
    return (report["status"], *(report[name] for name in ("imported", "unchanged", "refused", "notKept")))


def told(report: dict[str, Any]) -> list[tuple[int, str | None, str | None, str]]:
    """Return row, column, pointer and code of the faults."""
    assert all(fault["message"]["lo"] and fault["message"]["en"] for fault in report.get("faults", ()))
    return [(each["row"], each.get("column"), each.get("pointer"), each["code"]) for each in report.get("faults", ())]
