"""Declarations as docs/services/civil-registration.md prints them are declared, each by the service itself."""

from typing import Final

import pytest

from tests.architecture.house_rules import ROOT
from tests.civil_registration.builders import REGISTRAR, declared_event, register_event
from tests.civil_registration.test_roads import a_marriage
from tests.support.service import ServiceUnderTest
from tests.support.service_pages import PrintedCall, printed_calls

DECLARED: Final = frozenset(
    {
        *("/births", "/deaths", "/fetal-deaths", "/marriages", "/divorces", "/adoptions", "/recognitions"),
        *("/name-changes", "/guardianships"),
    }
)
CALLS: Final = [
    call for call in printed_calls(ROOT / "docs/services/civil-registration.md") if f"{call.path}" in DECLARED
]


def test_the_page_has_a_declaration_of_every_kind() -> None:
    assert {call.path for call in CALLS} == DECLARED


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.path)
async def test_a_declaration_of_the_page_is_declared(register: ServiceUnderTest, call: PrintedCall) -> None:
    body = dict(call.body)
    if "marriageNumber" in body:  # that of a marriage of the two
        couple = {"bride": body["wife"], "groom": body["husband"]}
        before = {"occurredOn": "2026-09-01", "lateReason": "ທາງໄກ"}
        facts = a_marriage(**before, **{role: a_marriage()[role] | person for role, person in couple.items()})
        married = await declared_event(register, "marriages", facts)
        body["marriageNumber"] = (await register_event(register, married["eventId"])).json()["registrationNumber"]
    answer = await register.call(call.method, call.path, json=body, caller=REGISTRAR)
    assert answer.status_code == 201, answer.text
    assert "missing" not in answer.json()
