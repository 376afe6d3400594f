"""Four scenes of the story: a case, a birth, a health report and a letter cross the bridge."""

import asyncio
import hashlib
import time
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from cli.demo import letter, records
from cli.demo.stage import Stage, Step, StepFailed
from cli.demo.words import (
    CASES,
    CIVIL,
    DENGUE,
    DOCUMENTS,
    FOR_BIRTHS,
    FOR_CASES,
    FOR_HEALTH,
    FOR_LETTERS,
    HEALTH,
    REGISTERED_BIRTHS,
)
from evidence.digests import content_digest

OK, CREATED = HTTPStatus.OK, HTTPStatus.CREATED
EVENT_PATIENCE_S: Final = 10.0


async def police_and_court(stage: Stage) -> str:
    """The police open a case; the court reads the same record with its own key. Return the case."""
    stage.scene(1, "The police open a criminal case, and a court reads it", "ຕຳຫຼວດເປີດຄະດີອາຍາ ແລະ ສານອ່ານຄະດີນັ້ນ")
    cases = f"/{CASES}/v1/cases"
    opened = await stage.exchange(
        Step("police-case-system", CASES, "openCase", FOR_CASES, "POST", cases, CREATED),
        json=records.case_opening(stage.number),
    )
    case_id = opened.json()["caseId"]
    read = await stage.exchange(Step("psc-case-system", CASES, "caseById", FOR_CASES, "GET", f"{cases}/{case_id}", OK))
    case = read.json()
    stage.remark(
        f"The court reads {case['numbers'][0]['number']} of the police as {case_id}: one record, two keys.",
        f"{case['title']}: ສານອ່ານບັນທຶກດຽວກັນ ດ້ວຍກະແຈຂອງຕົນ.",
    )
    return str(case_id)


async def birth_is_counted(stage: Stage) -> str:
    """A hospital declares, a registrar registers, and health counts what it hears on the bus. Return the event."""
    stage.scene(
        6,
        "A hospital declares a birth in Chanthabuly, the registrar registers it, and health counts it",
        "ໂຮງໝໍແຈ້ງການເກີດຢູ່ເມືອງຈັນທະບູລີ, ນາຍທະບຽນຈົດທະບຽນ ແລະ ສາທາລະນະສຸກນັບ",
    )
    before = await births_counted(stage)
    declared = await stage.exchange(
        Step("hospital-records", CIVIL, "declareBirth", FOR_BIRTHS, "POST", f"/{CIVIL}/v1/births", CREATED),
        json=records.birth_declaration(),
    )
    event = declared.json()["eventId"]
    registration = f"/{CIVIL}/v1/events/{event}/registration"
    registered = await stage.exchange(
        Step("registrar-desk", CIVIL, "registerEvent", FOR_BIRTHS, "POST", registration, CREATED),
        json={"bookNumber": "12/0101"},
        headers={"If-Match": declared.headers["ETag"]},  # what the registrar has read, and nothing else
        sign=True,  # a legal act: the request itself is kept as evidence
    )
    deadline = time.monotonic() + EVENT_PATIENCE_S
    while (after := await births_counted(stage)) == before:
        if time.monotonic() > deadline:
            raise StepFailed(counting_step(), f"still {before} births {EVENT_PATIENCE_S:.0f} s after the registration")
        await asyncio.sleep(0.1)
    stage.remark(
        f"{registered.json()['registrationNumber']}: registered births of {records.DISTRICT} rose "
        f"from {before} to {after}, through the bus.",
        f"ຈຳນວນການເກີດທີ່ຈົດທະບຽນ ຂອງເມືອງ {records.DISTRICT} ເພີ່ມຈາກ {before} ເປັນ {after} ຜ່ານລະບົບເຫດການ.",
    )
    return str(event)


def counting_step() -> Step:
    """Return the question how many births the health service counts for the district and month."""
    month = f"{records.yesterday():%Y%m}"
    query = urlencode({"dataElement": REGISTERED_BIRTHS, "orgUnit": records.DISTRICT, "period": month})
    path = f"/{HEALTH}/v1/data-values?{query}"
    return Step("moh-dhis2", HEALTH, "listDataValues", FOR_HEALTH, "GET", path, OK)


async def births_counted(stage: Stage) -> int:
    """Return the health service's count of registered births."""
    answer = await stage.exchange(counting_step())
    return sum(int(item["value"]) for item in answer.json()["items"])


async def dengue_report(stage: Stage) -> None:
    """The Ministry of Health sends a real series, and what arrived is asked back."""
    stage.scene(
        8,
        "The Ministry of Health sends the Lao dengue series of 2010",
        "ກະຊວງສາທາລະນະສຸກ ສົ່ງຂໍ້ມູນໄຂ້ຍຸງລາຍ ປີ 2010 ຂອງລາວ",
    )
    series = records.dengue_series()
    sent = await stage.exchange(
        Step("moh-dhis2", HEALTH, "sendDataValueSet", FOR_HEALTH, "POST", f"/{HEALTH}/v1/data-value-sets", OK),
        json=series,
    )
    count = sent.json()["response"]["importCount"]
    query = urlencode({"dataElement": DENGUE, "startDate": "2010-01-01", "endDate": "2010-12-31", "limit": 200})
    kept = await stage.exchange(
        Step("moh-dhis2", HEALTH, "listDataValues", FOR_HEALTH, "GET", f"/{HEALTH}/v1/data-values?{query}", OK)
    )
    values = kept.json()["items"]
    provinces, cases = len({value["orgUnit"] for value in values}), sum(int(value["value"]) for value in values)
    stage.remark(
        f"{count['imported']} monthly values of {provinces} provinces, {cases:,} cases; what was blank stays blank.",
        f"ຮັບຂໍ້ມູນລາຍເດືອນ {count['imported']} ຄ່າ ຈາກ {provinces} ແຂວງ, ລວມ {cases:,} ກໍລະນີ; ບ່ອນຫວ່າງບໍ່ແມ່ນ 0.",
    )


async def letter_between_ministries(stage: Stage) -> None:
    """A ministry sends a letter with a large annex to another, which finds and opens it."""
    stage.scene(
        9,
        f"The Ministry of Industry and Commerce sends letter {letter.NUMBER} "
        "with a 3 MB annex to the Ministry of Justice",
        f"ກະຊວງອຸດສາຫະກຳ ແລະ ການຄ້າ ສົ່ງໜັງສືເລກທີ {letter.NUMBER} ພ້ອມເອກະສານຄັດຕິດ 3 MB ຫາກະຊວງຍຸຕິທຳ",
    )
    document_id = await dispatched(stage, "moic-office", records.seat("moj", "hq"))
    await open_letter(stage, "moj-case-system", document_id)


async def dispatched(stage: Stage, sender: str, to: records.Body, *, number: str = letter.NUMBER) -> str:
    """Upload both files, draft the letter and dispatch it to that office; return the document's id."""
    uploads = []
    for content, media_type in ((letter.letter(records.today()), "text/plain"), (letter.annex(), "text/csv")):
        uploaded = await stage.exchange(
            Step(sender, DOCUMENTS, "uploadFile", FOR_LETTERS, "POST", f"/{DOCUMENTS}/v1/uploads", CREATED),
            body=content,
            headers={"Content-Type": media_type, "Content-Digest": content_digest(content)},
        )
        uploads.append(uploaded.json()["uploadId"])
    drafted = await stage.exchange(
        Step(sender, DOCUMENTS, "draftDocument", FOR_LETTERS, "POST", f"/{DOCUMENTS}/v1/documents", CREATED),
        json=records.document_draft(*uploads) | {"number": number},
    )
    document_id: str = drafted.json()["documentId"]
    path = f"/{DOCUMENTS}/v1/documents/{document_id}/dispatch"
    await stage.exchange(
        Step(sender, DOCUMENTS, "dispatchDocument", FOR_LETTERS, "POST", path, CREATED),
        json=records.dispatch_order(to),
    )
    return document_id


async def found_in_inbox(stage: Stage, receiver: str, document_id: str, *, office: str | None = None) -> records.Body:
    """Return the item of the receiver's inbox that is this letter."""
    looking = Step(receiver, DOCUMENTS, "listInbox", FOR_LETTERS, "GET", f"/{DOCUMENTS}/v1/inbox", OK)
    inbox = await stage.exchange(looking, office=office)
    items: list[records.Body] = inbox.json()["items"]
    for item in items:
        if item["delivery"]["documentId"] == document_id:
            return item
    raise StepFailed(looking, "an inbox without the letter")


async def open_letter(stage: Stage, receiver: str, document_id: str) -> None:
    """Find the letter in the inbox and open it."""
    item = await found_in_inbox(stage, receiver, document_id)
    delivery_id = item["delivery"]["deliveryId"]
    opening = f"/{DOCUMENTS}/v1/deliveries/{delivery_id}/opening"
    await stage.exchange(Step(receiver, DOCUMENTS, "openDelivery", FOR_LETTERS, "POST", opening, OK))
    path = f"/{DOCUMENTS}/v1/documents/{document_id}"
    document = (await stage.exchange(Step(receiver, DOCUMENTS, "documentById", FOR_LETTERS, "GET", path, OK))).json()
    annex = next(file for file in document["files"] if file["role"] == "annex")
    reading = Step(receiver, DOCUMENTS, "readFile", FOR_LETTERS, "GET", f"{path}/files/{annex['fileId']}", OK)
    read = await stage.exchange(reading)
    if hashlib.sha256(read.body).hexdigest() != annex["digest"] or read.body != letter.annex():
        raise StepFailed(reading, "other bytes than were sent")
    number = item["number"]["printed"]
    stage.remark(
        f"Letter {number} is opened and its sender sees when; the annex has the very bytes that were sent.",
        f"ໜັງສືເລກທີ {number} ຖືກເປີດແລ້ວ ແລະ ຜູ້ສົ່ງເຫັນເວລາເປີດ; ເອກະສານຄັດຕິດຄືກັນທຸກໄບຕ໌.",
    )
