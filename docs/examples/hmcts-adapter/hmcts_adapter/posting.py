"""Posts the acts of cases that are on record, as far as this system may, and reports each outcome.

An act that cannot be performed stops nothing but what follows from it. After a break the command is run again: a charge
that is on record is found there, and the same act under the same key has one effect.
"""

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp

from chassis.client.exchange_client import Answer, Credentials, ExchangeClient, TokenRefused
from hmcts_adapter.files import REPORT, CannotGoOn, read_acts, read_json, write_report

Act = Mapping[str, Any]  # Any: an act as `acts.py` makes it
Outcome = dict[str, Any]  # Any: a JSON document, what became of an act
_Charge = dict[str, Any]  # Any: a Charge document

_ATTEMPTS: Final = 3
_PAUSE_S: Final = 2.0
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


def post_acts(folder: Path, credentials: Path, source: str) -> str:
    """Post the acts of the folder case by case, add what became of each to the report, and return the counts.

    `done`; `onRecord` before; `refused` with the registry's status, code and sentences; `notSent` with the reason.
    Raise `CannotGoOn` without a token or a gateway, or when the cases cannot be read.
    """
    report, acts, system = read_json(folder / REPORT), read_acts(folder), _system(credentials)
    try:
        outcomes = asyncio.run(_post(acts, system, source))
    except TokenRefused as refusal:
        raise CannotGoOn(f"no token: {refusal}") from refusal
    except (aiohttp.ClientError, TimeoutError) as fault:
        raise CannotGoOn(f"no answer ({fault or type(fault).__name__}); run the command again, it goes on.") from fault
    write_report(folder, report | {"performed": outcomes})
    counted = Counter(each["outcome"] for each in outcomes)
    return "; ".join(f"{outcome}: {count}" for outcome, count in sorted(counted.items()))


def _system(file: Path) -> Credentials:
    try:
        return Credentials.read(file)
    except (OSError, ValueError) as fault:
        raise CannotGoOn(f"{file} holds no credentials: {fault}") from fault


async def _post(acts: Sequence[Act], credentials: Credentials, source: str) -> list[Outcome]:
    cases: dict[str, list[Act]] = {}
    for act in acts:
        cases.setdefault(act["number"], []).append(act)
    outcomes: list[Outcome] = []
    async with aiohttp.ClientSession() as session:
        client = ExchangeClient(credentials, session)
        for number, of_case in cases.items():
            case = await _on_record(client, number, of_case)
            for place, act in enumerate(of_case):
                about = {name: act[name] for name in ("number", "operation", "participant", "charge") if name in act}
                key = str(uuid.uuid5(_ACTS, f"{source} {number} {place}"))
                outcomes.append(about | await _performed(client, case, act, key))
    return outcomes


async def _performed(client: ExchangeClient, case: _OnRecord | None, act: Act, key: str) -> Outcome:
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
    answer = await _answered(client, "POST", f"{_CASES}/{case.case_id}/{path}", body, key)
    if not answer.ok:
        fault = answer.json()["errors"][0]
        return {"outcome": "refused", "status": answer.status, "code": fault["code"], **fault["message"]}
    if act["operation"] == "fileCharge":
        case.charges[_charge_of(act)] = answer.json()
    return {"outcome": "done"}


def _withheld(case: _OnRecord, charge: _Charge | None, act: Act) -> Outcome | None:
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
    listed = (await _document(client, f"{_CASES}?{urlencode({'number': number})}"))["items"]
    own = [each for each in listed if each["responsible"]["member"] == client.credentials.member]
    listed = own or listed  # a number is one office's: another member may have a case under it, too
    if len(listed) != 1:
        return None
    path = f"{_CASES}/{listed[0]['caseId']}"
    joined = (await _document(client, path)).get("participants", ())
    charges = (await _document(client, f"{path}/charges?limit=200"))["items"]
    sittings = (await _document(client, f"{path}/proceedings"))["items"]
    still = [each["proceedingId"] for each in sittings if "endedOn" not in each]
    participants = [each["participantId"] for each in joined]
    return _OnRecord(
        listed[0]["caseId"], participants, _filed(acts, participants, charges), still[-1] if still else None
    )


async def _document(client: ExchangeClient, path: str) -> Any:  # Any: the operation's document
    answer = await _answered(client, "GET", path)
    if not answer.ok:
        raise CannotGoOn(f"{path} was answered {answer.status}: {answer.body.decode()}")
    return answer.json()


async def _answered(
    client: ExchangeClient, method: str, path: str, body: object = None, key: str | None = None
) -> Answer:
    """Return the answer; a call that gets none is repeated under its key, so that it has one effect.

    What has a key is a legal act: its request is signed.
    """

    async def asked() -> Answer:
        return await client.request(method, path, json=body, idempotency_key=key, sign=key is not None)

    for _ in range(_ATTEMPTS - 1):
        with suppress(aiohttp.ClientError, TimeoutError):
            answer = await asked()
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return answer
        await asyncio.sleep(_PAUSE_S)
    return await asked()


def _filed(acts: Sequence[Act], participants: Sequence[str], charges: list[_Charge]) -> dict[tuple[int, int], _Charge]:
    """Return the charges on record that these acts have filed; two of the same words are two charges."""
    filed = {}
    for act in acts:
        if act["operation"] == "fileCharge":
            sought = (participants[act["participant"]], act["body"]["text"], act["body"]["filedOn"])
            same = [each for each in charges if (each["participantId"], each.get("text"), each["filedOn"]) == sought]
            if same:
                filed[_charge_of(act)] = same[0]
                charges.remove(same[0])
    return filed


def _charge_of(act: Act) -> tuple[int, int]:
    return act.get("participant", -1), act.get("charge", -1)


def _not_sent(code: str, sentence: str) -> Outcome:
    return {"outcome": "notSent", "code": code, "en": sentence}
