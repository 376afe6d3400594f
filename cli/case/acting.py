"""Performs the acts of cases that are on record: each as far as this system may, with what became of it.

An act that cannot be performed stops nothing but what follows from it. After a break the command is run again: a charge
that is on record is found there, and the same act under the same key has one effect.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp

from chassis.client.exchange_client import ExchangeClient
from cli.call import read_credentials, show
from cli.case.exchanging import NotTaken, exchanged, signed
from cli.case.sending import Sending
from cli.say import people

Act = Mapping[str, Any]  # Any: an act as `hmcts_acts` makes it
Told = dict[str, Any]  # Any: a JSON document, what became of an act
_Charge = dict[str, Any]  # Any: a Charge document

_CASES: Final = "/case-registry/v1/cases"
_ACTS: Final = uuid.UUID("6f6f3c0e-3c4b-5d36-9d0a-2f5b8a4d7c11")  # the same act of the same source has the same key
_PATHS: Final = {
    "recordCustody": "participants/{participant}/custody",
    "fileCharge": "charges",
    "enterPlea": "charges/{charge}/pleas",
    "decideCharge": "charges/{charge}/results",
    "scheduleHearing": "hearings",
}
_STEPS: Final = {"enterPlea": "plea", "decideCharge": "result"}  # the member of a charge that shows it was done


@dataclass(slots=True)
class _OnRecord:
    """A case as the registry has it."""

    case_id: str
    participants: list[str]
    charges: dict[tuple[int, int], _Charge]  # by participant and charge, as acts name them
    proceeding: str | None  # the open one, in which hearings are scheduled


def perform_all(acts: Sequence[Act], how: Sending) -> list[Told]:
    """Send the acts in their order, case by case, and return each with its outcome.

    `done`; `onRecord` before; `refused` with the registry's status, code and sentences; `notSent` with the reason.
    """
    try:
        told = asyncio.run(_perform(acts, how))
    except NotTaken as refused:
        show(refused.answer)
        return []
    counted = Counter(each["outcome"] for each in told)
    people.print("; ".join(f"{outcome}: {count}" for outcome, count in sorted(counted.items())))
    return told


async def _perform(acts: Sequence[Act], how: Sending) -> list[Told]:
    cases: dict[str, list[Act]] = {}
    for act in acts:
        cases.setdefault(act["number"], []).append(act)
    told: list[Told] = []
    async with aiohttp.ClientSession() as session:
        client = ExchangeClient(read_credentials(how.credentials), session)
        for number, mine in cases.items():
            case = await _on_record(client, number, mine)
            for place, act in enumerate(mine):
                about = {name: act[name] for name in ("number", "operation", "participant", "charge") if name in act}
                key = str(uuid.uuid5(_ACTS, f"{how.source} {number} {place}"))
                told.append(about | await _performed(client, case, act, key))
    return told


async def _performed(client: ExchangeClient, case: _OnRecord | None, act: Act, key: str) -> Told:
    if case is None:
        return _not_sent("no-case", "No case is found under the number, or more than one.")
    charge = case.charges.get(_charge_of(act))
    if (withheld := _withheld(case, charge, act)) is not None:
        return withheld
    body, participant = dict(act["body"]), case.participants[act["participant"]] if "participant" in act else ""
    if act["operation"] == "fileCharge":
        body["participantId"] = participant
    if act["operation"] == "scheduleHearing":
        body["proceedingId"] = case.proceeding
    path = _PATHS[act["operation"]].format(participant=participant, charge=charge["chargeId"] if charge else "")
    answer = await signed(client, f"{_CASES}/{case.case_id}/{path}", body, key)
    if not answer.ok:
        fault = answer.json()["errors"][0]
        return {"outcome": "refused", "status": answer.status, "code": fault["code"], **fault["message"]}
    if act["operation"] == "fileCharge":
        case.charges[_charge_of(act)] = answer.json()
    return {"outcome": "done"}


def _withheld(case: _OnRecord, charge: _Charge | None, act: Act) -> Told | None:
    """Return why the act is not sent: it is on record, or something that it needs is not."""
    operation = act["operation"]
    if charge is not None and (operation == "fileCharge" or _STEPS[operation] in charge):
        return {"outcome": "onRecord"}
    if operation == "fileCharge" and "article" not in act["body"]:
        return _not_sent("no-article", "No article of ours is named for the offence.")
    if operation in _STEPS and charge is None:
        return _not_sent("no-charge", "Its charge is not on record.")
    if operation == "scheduleHearing" and case.proceeding is None:
        return _not_sent("no-proceeding", "A hearing belongs to proceedings, and none are open.")
    return None


async def _on_record(client: ExchangeClient, number: str, acts: Sequence[Act]) -> _OnRecord | None:
    found = (await exchanged(client, "GET", f"{_CASES}?{urlencode({'number': number})}"))["items"]
    own = [each for each in found if each["responsible"]["member"] == client.credentials.member]
    found = own or found  # a number is one office's: another member may have a case under it, too
    if len(found) != 1:
        return None
    path = f"{_CASES}/{found[0]['caseId']}"
    joined = (await exchanged(client, "GET", path)).get("participants", ())
    charges = (await exchanged(client, "GET", f"{path}/charges?limit=200"))["items"]
    sittings = (await exchanged(client, "GET", f"{path}/proceedings"))["items"]
    still = [each["proceedingId"] for each in sittings if "endedOn" not in each]
    participants = [each["participantId"] for each in joined]
    return _OnRecord(
        found[0]["caseId"], participants, _filed(acts, participants, charges), still[-1] if still else None
    )


def _filed(acts: Sequence[Act], participants: Sequence[str], charges: list[_Charge]) -> dict[tuple[int, int], _Charge]:
    """Return the charges on record that these acts have filed; two of the same words are two charges."""
    found = {}
    for act in acts:
        if act["operation"] == "fileCharge":
            sought = (participants[act["participant"]], act["body"]["text"], act["body"]["filedOn"])
            same = [each for each in charges if (each["participantId"], each["text"], each["filedOn"]) == sought]
            if same:
                found[_charge_of(act)] = same[0]
                charges.remove(same[0])
    return found


def _charge_of(act: Act) -> tuple[int, int]:
    return act.get("participant", -1), act.get("charge", -1)


def _not_sent(code: str, sentence: str) -> Told:
    return {"outcome": "notSent", "code": code, "en": sentence}
