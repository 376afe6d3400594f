"""A scene of the story: the suspect asks at a desk who looked, and learns it."""

from collections import Counter
from http import HTTPStatus
from typing import Final

from cli.demo import records
from cli.demo.stage import Stage, Step, StepFailed
from cli.demo.words import ACCESS_LOG, CASES, FOR_INVESTIGATION, FOR_SUBJECTS

OK, CREATED = HTTPStatus.OK, HTTPStatus.CREATED
DESK: Final = "registrar-desk"
OFFICER: Final = "noy.s"  # the registrar's own name for the officer who is asked
REQUEST: Final = "SR-2026-17"  # the office's number of the person's request


async def the_suspect_asks(stage: Stage, case_id: str) -> None:
    """Look once for an investigation, then ask as an officer does for the person: that look is told on its day only."""
    stage.scene(3, "The suspect asks who looked", "ຜູ້ຖືກສົງໄສຖາມວ່າ ໃຜໄດ້ເບິ່ງຂໍ້ມູນຂອງຕົນ")
    case = f"/{CASES}/v1/cases/{case_id}"
    await stage.exchange(Step("police-case-system", CASES, "caseById", FOR_INVESTIGATION, "GET", case, OK))
    asked = {"identifiers": [records.SUSPECTS_NUMBER], "requestReference": REQUEST}
    asking = Step(DESK, ACCESS_LOG, "lookUpSubject", FOR_SUBJECTS, "POST", f"/{ACCESS_LOG}/v1/look-ups", CREATED)
    look_up = (await stage.exchange(asking, json=asked, officer=OFFICER)).json()["lookUpId"]
    path = f"/{ACCESS_LOG}/v1/look-ups/{look_up}/accesses"
    listing = Step(DESK, ACCESS_LOG, "listAccesses", FOR_SUBJECTS, "GET", path, OK)
    looks = (await stage.exchange(listing, officer=OFFICER)).json()["items"]
    looked = Counter(each["member"] for each in looks if each["outcome"] == "answered")
    if not looked or any(each["purpose"] == FOR_INVESTIGATION for each in looks):
        raise StepFailed(listing, "an access log that keeps silent, or tells of an investigation too early")
    counts = ", ".join(f"{member} {times}" for member, times in sorted(looked.items()))
    stage.remark(
        f"Who looked, and how often: {counts}. A look for an investigation is told 180 days later.",
        f"ໃຜເບິ່ງ ແລະ ຈັກຄັ້ງ: {counts}. ການເບິ່ງເພື່ອສືບສວນ ຈະບອກຫຼັງ 180 ວັນ.",
    )
