"""A scene of the story: an agency that is in no file joins by four eyes, opens a case, receives a file and a letter."""

import asyncio
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from chassis.client.exchange_client import Credentials, ExchangeClient, TokenRefused
from chassis.tokens.tokens import SigningKey
from cli.demo import records
from cli.demo.chain import POLICE
from cli.demo.scenes import dispatched, found_in_inbox
from cli.demo.stage import Stage, Step, StepFailed
from cli.demo.words import CASES, DIRECTORY, DOCUMENTS, FOR_CASES, FOR_DIRECTORY, FOR_LETTERS

OK, CREATED = HTTPStatus.OK, HTTPStatus.CREATED
TOWER: Final = "control-tower-console"
WRITER: Final = "moic-office"
OFFICE: Final = "0101"
OFFICER: Final = "keo.s"
PROPOSER, APPROVER = "bounmy", "khamla"
KNOWN_S: Final = 30.0  # within which one gateway has to know a change, on a machine with much else to do
ALL_KNOW_S: Final = 2.0  # then all do: of several behind one address, each call may meet another one


@dataclass(slots=True)
class Newcomer:
    """An agency of which nobody has heard: its id, and the key of its system."""

    number: int
    key: SigningKey = field(default_factory=SigningKey.generate)

    @property
    def member(self) -> str:
        """Its id in the directory; another one where the story has been told before."""
        return f"forestry-{self.number}"

    @property
    def system(self) -> str:
        """The client id of its system."""
        return f"{self.member}-desk"

    @property
    def seat(self) -> records.Body:
        """Its office in Chanthabuly, where it gets files and letters."""
        return records.seat(self.member, OFFICE)

    def credentials(self, tower: Credentials) -> Credentials:
        """Return what its system keeps; the gateway is where the tower's system has it."""
        own = {"member": self.member, "system": "desk", "client_id": self.system}
        key = {"private_jwk": self.key.private_jwk(), "purposes": (FOR_CASES, FOR_LETTERS)}
        return tower.model_copy(update=own | key)

    def content(self) -> records.Body:
        """Return what is entered in the directory: member, offices, officer, system, and two agreements."""
        lo, en = "ໜ່ວຍງານສືບສວນ-ສອບສວນປ່າໄມ້", "Forestry investigators"
        office = {"member": self.member, "kind": "police-station", "lo": lo, "en": en}
        district = {"code": OFFICE, "level": "district", "place": OFFICE, "parent": "hq"}
        officer = {"member": self.member, "id": OFFICER, "lo": "ແກ້ວ", "en": "Keo", "post": "ຫົວໜ້າ", "office": OFFICE}
        system = {"member": self.member, "name": "desk", "offices": {"below": "hq"}}
        return {
            "members": [{"id": self.member, "kind": "police", "names": [{"lo": lo, "en": en}]}],
            "offices": [{**office, "code": "hq", "level": "central"}, {**office, **district}],
            "officers": [{**officer, "from": records.yesterday().isoformat(), "powers": ["records"]}],
            "systems": [{**system, "keys": [dict(self.key.public_jwk)]}],
            "agreements": [
                self._agreement(CASES, FOR_CASES, "openCase", "caseById", "acceptHandOver"),
                self._agreement(DOCUMENTS, FOR_LETTERS, "listInbox", "openDelivery", "documentById", "readFile"),
            ],
        }

    def _agreement(self, service: str, purpose: str, *operations: str) -> dict[str, Any]:
        return {
            "id": f"agr_{self.member}-{service}",
            "member": self.member,
            "service": service,
            "operations": list(operations),
            "purposes": [purpose],
            "legalBasis": [{"law": "Configuration of the demo: no law was read", "verified": False}],
            "fieldGroups": ["participants"] if service == CASES else [],
            "dataClasses": ["general", "specific"],
            "validFrom": f"{records.yesterday().isoformat()}T00:00:00+07:00",
        }


async def a_newcomer_joins(stage: Stage) -> None:
    """Enter an agency by data alone; nothing is restarted, and no file is changed."""
    stage.scene(
        10,
        "An agency that is in no file joins, opens a case, receives a file and a letter",
        "ໜ່ວຍງານໃໝ່ທີ່ບໍ່ມີໃນໄຟລ໌ໃດ ເຂົ້າຮ່ວມ, ເປີດຄະດີ, ຮັບສຳນວນ ແລະ ຮັບໜັງສື",
    )
    newcomer = Newcomer(stage.number)
    await entered(stage, newcomer)
    own = await opened(stage, newcomer.system, stage.number, office=OFFICE)
    taken = await handed_over(stage, newcomer)
    await letter_comes(stage, newcomer)
    stage.remark(
        f"{newcomer.member} has {own} as its own and took {taken}: the directory is the only list of who there is.",
        f"{newcomer.member} ມີຄະດີ {own} ຂອງຕົນ ແລະ ຮັບສຳນວນ {taken}: ສາລະບານເປັນບັນຊີດຽວຂອງສະມາຊິກ.",
    )


async def entered(stage: Stage, newcomer: Newcomer) -> None:
    """One officer of the control tower proposes, another approves; then the newcomer's system gets its first token."""
    path = f"/{DIRECTORY}/v1/changes"
    proposal = {"reason": "Letter 12/FI of this week.", "content": newcomer.content()}
    proposing = Step(TOWER, DIRECTORY, "proposeChange", FOR_DIRECTORY, "POST", path, CREATED)
    change = (await stage.exchange(proposing, json=proposal, officer=PROPOSER)).json()["changeId"]
    approving = Step(TOWER, DIRECTORY, "approveChange", FOR_DIRECTORY, "POST", f"{path}/{change}/approvals", CREATED)
    await stage.exchange(approving, officer=APPROVER, sign=True)
    credentials = newcomer.credentials(stage.client(TOWER).credentials)
    stage.enter(newcomer.system, ExchangeClient(credentials, stage.session))
    deadline = time.monotonic() + KNOWN_S
    while not await known(stage, newcomer):
        if time.monotonic() > deadline:
            raise StepFailed(approving, f"a system that is still unknown {KNOWN_S:.0f} s after its approval")
        await asyncio.sleep(0.1)
    await asyncio.sleep(ALL_KNOW_S)


async def known(stage: Stage, newcomer: Newcomer) -> bool:
    """Tell whether the gateway that answers knows the newcomer's system already."""
    try:
        await stage.token(newcomer.system, FOR_CASES, expires_in=30)
    except TokenRefused:
        return False
    return True


async def opened(stage: Stage, who: str, number: int, *, office: str | None = None) -> str:
    """Open a case under that number of the opener's own book, and return it."""
    step = Step(who, CASES, "openCase", FOR_CASES, "POST", f"/{CASES}/v1/cases", CREATED)
    answer = await stage.exchange(step, json=records.case_opening(number), office=office)
    return str(answer.json()["caseId"])


async def handed_over(stage: Stage, newcomer: Newcomer) -> str:
    """The police hand a file to the newcomer's office, which takes it. Return the case."""
    case = await opened(stage, POLICE, stage.number + 1)
    path = f"/{CASES}/v1/cases/{case}/hand-overs"
    sending = Step(POLICE, CASES, "sendHandOver", FOR_CASES, "POST", path, CREATED)
    sent = (await stage.exchange(sending, json={"to": newcomer.seat})).json()["handOverId"]
    taking = Step(newcomer.system, CASES, "acceptHandOver", FOR_CASES, "POST", f"{path}/{sent}/acceptance", CREATED)
    await stage.exchange(taking, json={"received": []}, office=OFFICE, officer=OFFICER)
    return case


async def letter_comes(stage: Stage, newcomer: Newcomer) -> None:
    """A ministry writes to the newcomer's office, which finds the letter and opens it."""
    document = await dispatched(stage, WRITER, newcomer.seat, number=f"{stage.number}/ອຄ.ກຂອ")
    item = await found_in_inbox(stage, newcomer.system, document, office=OFFICE)
    path = f"/{DOCUMENTS}/v1/deliveries/{item['delivery']['deliveryId']}/opening"
    opening = Step(newcomer.system, DOCUMENTS, "openDelivery", FOR_LETTERS, "POST", path, OK)
    await stage.exchange(opening, office=OFFICE, officer=OFFICER)
