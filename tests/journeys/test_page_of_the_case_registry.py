"""docs/services/case-registry.md, played against a running gateway by the systems of the sandbox, call by call."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp
import pytest

from chassis.client.exchange_client import Answer
from evidence.digests import content_digest
from tests.architecture.house_rules import ROOT
from tests.support.saphan_process import SaphanProcess
from tests.support.service_pages import PrintedCall, printed_calls

pytestmark = pytest.mark.slow

PAGE: Final = ROOT / "docs" / "services" / "case-registry.md"
CALLS: Final = printed_calls(PAGE)
TEN: Final = re.compile(r"^\| (\d+) \| (.+?) \|", re.MULTILINE)


@dataclass
class Reader:
    """Somebody who reads the page from its top and tries what it says, with the ids of the answers so far."""

    saphan: SaphanProcess
    session: aiohttp.ClientSession
    ids: dict[str, str] = field(default_factory=dict)
    keys: "itertools.count[int]" = field(default_factory=itertools.count)

    async def send(
        self, member: str, method: str, target: str, *, json: object = None, headers: dict[str, str] | None = None
    ) -> Answer:
        path = re.sub(r"\{(\w+)\}", lambda name: self.ids[name[1]], f"/case-registry/v1{target}")
        return await self.saphan.client(f"{member}-case-system", self.session).request(
            method,
            path,
            json=json,
            headers=headers,
            purpose="caseManagement",
            idempotency_key=f"page-{next(self.keys)}" if method == "POST" else None,
            sign=method == "POST",
        )

    async def play(self, call: PrintedCall) -> None:
        """Make the call as it is printed, and hold the answer against the page."""
        assert call.member, f"{call} does not say who calls"
        answer = await self.send(
            call.member, call.method, call.target, json=self.with_ids(call.body), headers=dict(call.headers)
        )
        told = answer.json()
        got = f"{answer.status}" if answer.ok else f"{answer.status} {told['code']}"
        assert got == call.answer, f"{call}\n{answer.body.decode()}"
        if "items" in told:
            assert self.ids["caseId"] in [each["caseId"] for each in told["items"]], call
        elif answer.ok:
            self.remember(told)

    def with_ids(self, body: Any) -> Any:
        """Return the body with the ids of this story where the page prints those of its own."""
        if body is None:
            return None
        here = self.ids | {"caseId": self.ids.get("otherCaseId", "")}  # a case names another one
        return _named(body, here)

    def remember(self, made: dict[str, Any]) -> None:
        stated = {name: value for name, value in made.items() if name.endswith("Id") and isinstance(value, str)}
        # the person of the story is the suspect, whoever joins later
        self.ids |= {name: value for name, value in stated.items() if name not in {"participantId", "caseId"}}
        if not self.ids.get("caseId"):
            self.ids["caseId"] = made["caseId"]
            self.ids["participantId"] = made["participants"][0]["participantId"]

    async def open_another(self, opening: PrintedCall) -> None:
        """Open a second case, which the first will be related to."""
        answer = await self.send("police", "POST", "/cases", json=opening.body | {"number": "046/ປກສ.ຈທ"})
        self.ids["otherCaseId"] = answer.json()["caseId"]

    async def draft_what_the_file_names(self) -> None:
        """Draft the document that the page hands over, as the page of the document exchange says."""
        client = self.saphan.client("police-case-system", self.session)
        exchange, purpose, content = "/document-exchange/v1", "officialCorrespondence", b"%PDF-1.7 a report"
        headers = {"Content-Type": "application/pdf", "Content-Digest": content_digest(content)}
        upload = await client.request(
            "POST",
            f"{exchange}/uploads",
            body=content,
            headers=headers,
            purpose=purpose,
            idempotency_key=f"page-{next(self.keys)}",
        )
        draft = {
            "number": "7/ປກສ.ຈທ",
            "type": "report",
            "subject": "ບົດລາຍງານການສອບສວນ",
            "dated": "2026-03-19",
            "files": [{"uploadId": upload.json()["uploadId"], "role": "main"}],
        }
        drafted = await client.request(
            "POST",
            f"{exchange}/documents",
            json=draft,
            purpose=purpose,
            idempotency_key=f"page-{next(self.keys)}",
        )
        document = drafted.json()
        self.ids |= {"documentId": document["documentId"], "sha256": document["files"][0]["digest"]}

    async def bring_to_court(self) -> None:
        """Do what the page says in words: charge, file, hand over, take."""
        for status in ("charged", "filedInCourt"):
            version = (await self.send("ospp", "GET", "/cases/{caseId}")).headers["ETag"]
            order = {"to": status, "happenedOn": "2026-04-02"}
            moved = await self.send("ospp", "POST", "/cases/{caseId}/moves", json=order, headers={"If-Match": version})
            assert moved.status == 201, moved.body
        body = {"to": {"member": "psc", "office": "01"}}
        sent = await self.send("ospp", "POST", "/cases/{caseId}/hand-overs", json=body)
        self.remember(sent.json())
        taken = "/cases/{caseId}/hand-overs/{handOverId}/acceptance"
        assert (await self.send("psc", "POST", taken, json={"received": []})).status == 201


def _named(printed: Any, here: Mapping[str, str]) -> Any:
    if isinstance(printed, list):
        return [_named(each, here) for each in printed]
    if isinstance(printed, dict):
        return {name: here.get(name) or _named(value, here) for name, value in printed.items()}
    return printed


async def test_every_call_of_the_page_answers_as_it_prints(own: SaphanProcess, session: aiohttp.ClientSession) -> None:
    await own.start().ready()
    reader = Reader(own, session)
    for call in CALLS:
        if call.path.endswith("/proceedings"):
            await reader.bring_to_court()
        if call.body is not None and "documents" in call.body:
            await reader.draft_what_the_file_names()
        await reader.play(call)
        if call is CALLS[0]:
            await reader.open_another(call)


def test_the_ten_calls_are_ten_and_each_is_printed_in_full() -> None:
    rows = TEN.findall(PAGE.read_text("utf-8"))
    assert [int(number) for number, _ in rows] == list(range(1, 11))
    printed = {f"{call.method} {call.path}" for call in CALLS}
    named = [call for _, cell in rows for call in re.findall(r"`([A-Z]+ \S+)`", cell)]
    assert set(named) <= printed
