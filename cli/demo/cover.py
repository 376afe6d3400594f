"""A scene of the story: what an agreement covers leaves, and nothing more; a system that is suspended stays outside."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from cli.demo import records
from cli.demo.refusals import tell_problem
from cli.demo.stage import Stage, Step, StepFailed, problem_of
from cli.demo.words import (
    CASES,
    CIVIL,
    CONSENT,
    DIRECTORY,
    FOR_CASES,
    FOR_CONSENTS,
    FOR_DIRECTORY,
    FOR_HEALTH,
    FOR_LETTERS,
    FOR_OVERSIGHT,
)

OK, CREATED, FORBIDDEN = HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.FORBIDDEN
REGISTRAR: Final = "registrar-desk"
REGISTRY: Final = "home-affairs-ecrvs"
SUSPENDED: Final = "moic-office"
TOWER: Final = "control-tower-console"
OFFICER: Final = "bounmy"  # the tower's own name for the officer who acts
REVOCATION_S: Final = 2.0  # what the gateway promises
TOKEN_LIFE_S: Final = 60
IN_A_ROW: Final = 8  # refusals, after which every gateway behind a proxy has refused once, all but surely


async def what_agreements_cover(stage: Stage, case_id: str, event_id: str) -> None:
    """Ask for another purpose, read without a field group, read on consent, call with a suspended system."""
    stage.scene(11, "What an agreement covers, and nothing more", "ສິ່ງທີ່ຂໍ້ຕົກລົງກວມເອົາ ແລະ ບໍ່ເກີນນັ້ນ")
    await purpose_refused(stage)
    await field_group_removed(stage, case_id)
    await on_consent(stage, event_id)
    await system_suspended(stage)


async def purpose_refused(stage: Stage) -> None:
    """The police have agreements, but none for the purpose of health reporting: they get no token for it."""
    step = Step(
        "police-case-system", CASES, "listCases", FOR_HEALTH, "GET", f"/{CASES}/v1/cases", HTTPStatus.BAD_REQUEST
    )
    tell_problem(stage, problem_of(await stage.exchange(step)), "ຕຳຫຼວດບໍ່ມີຂໍ້ຕົກລົງເພື່ອຈຸດປະສົງນີ້.")


async def field_group_removed(stage: Stage, case_id: str) -> None:
    """The same case, read by the court and by oversight: who takes part in it leaves for the court alone."""
    path = f"/{CASES}/v1/cases/{case_id}"
    whole = await stage.exchange(Step("psc-case-system", CASES, "caseById", FOR_CASES, "GET", path, OK))
    looking = Step(TOWER, CASES, "caseById", FOR_OVERSIGHT, "GET", path, OK)
    seen = (await stage.exchange(looking)).json()
    people = len(whole.json().get("participants", []))
    if not people or "participants" in seen:
        raise StepFailed(looking, "participants, whom its agreement does not cover")
    stage.remark(
        f"The court sees {people} participants; oversight sees the case without them: the field group is removed.",
        f"ສານເຫັນຜູ້ກ່ຽວຂ້ອງ {people} ຄົນ; ຜູ້ກວດກາເຫັນຄະດີໂດຍບໍ່ມີຊື່: ກຸ່ມຂໍ້ມູນຖືກຕັດອອກ.",
    )


async def on_consent(stage: Stage, event_id: str) -> None:
    """An extract rests on consent: the mother gives it, it is used, withdrawn, and the next exchange is refused."""
    consents = f"/{CONSENT}/v1/consents"
    given = await stage.exchange(
        Step(REGISTRAR, CONSENT, "recordConsent", FOR_CONSENTS, "POST", consents, CREATED),
        json={
            "subject": records.MOTHERS_NUMBER,
            "recipient": "home-affairs",
            "purpose": FOR_LETTERS,
            "validUntil": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
        },
    )
    reference = given.json()["consentId"]
    named, path = {"Consent-Reference": reference}, f"/{CIVIL}/v1/events/{event_id}"
    await stage.exchange(Step(REGISTRY, CIVIL, "eventById", FOR_LETTERS, "GET", path, OK), headers=named)
    withdrawal = f"{consents}/{reference}/withdrawal"
    await stage.exchange(Step(REGISTRAR, CONSENT, "withdrawConsent", FOR_CONSENTS, "POST", withdrawal, OK))
    again = Step(REGISTRY, CIVIL, "eventById", FOR_LETTERS, "GET", path, FORBIDDEN)
    tell_problem(stage, problem_of(await stage.exchange(again, headers=named)), "ຖອນການຍິນຍອມແລ້ວ: ຄັ້ງຕໍ່ໄປບໍ່ຜ່ານ.")


async def system_suspended(stage: Stage) -> None:
    """The control tower suspends a system; its token is still young, and within two seconds it is worth nothing."""
    whom, operation, inbox = "document-exchange", "listInbox", "/document-exchange/v1/inbox"
    token = await stage.token(SUSPENDED, FOR_LETTERS, expires_in=TOKEN_LIFE_S)
    before = Step(SUSPENDED, whom, operation, FOR_LETTERS, "GET", inbox, OK)
    after = Step(SUSPENDED, whom, operation, FOR_LETTERS, "GET", inbox, HTTPStatus.UNAUTHORIZED)
    client = stage.client(SUSPENDED)
    await stage.proven(before, await client.prove("GET", inbox, token=token))
    await suspend(stage, SUSPENDED)
    began, refused = time.monotonic(), 0
    # it asks in silence, many times a second, with a fresh proof each time; one gateway hears of it before another
    while refused < IN_A_ROW:
        if (await client.send("GET", inbox, await client.prove("GET", inbox, token=token))).ok:
            refused = 0
            if time.monotonic() - began > REVOCATION_S:
                raise StepFailed(after, f"an answer {REVOCATION_S:.0f} s after the suspension")
            await asyncio.sleep(0.05)
        else:
            refused += 1
    seconds = time.monotonic() - began
    answer = await stage.proven(after, await client.prove("GET", inbox, token=token))
    tell_problem(stage, problem_of(answer), f"ລະບົບຖືກໂຈະ: ພາຍໃນ {seconds:.1f} ວິນາທີ ເອີ້ນຫຍັງບໍ່ໄດ້ອີກ.")


async def suspend(stage: Stage, client_id: str) -> None:
    """An officer of the control tower suspends the system: one suffices to stop, two are needed to let in again."""
    step = Step(TOWER, DIRECTORY, "suspendRight", FOR_DIRECTORY, "POST", f"/{DIRECTORY}/v1/suspensions", CREATED)
    suspension = {"kind": "system", "id": client_id, "reason": "Its laptop was stolen."}
    await stage.exchange(step, json=suspension, officer=OFFICER)
