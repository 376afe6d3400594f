import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
import pytest

from contracts import subjects
from gateway.directory.entries import OperationEntry
from gateway.directory.routing import Router
from tests.support.gateway_under_test import GatewayUnderTest, an_agreement, asgi

OWNER = {"type": "citizenId", "value": "01-23"}
PARCELS = "/land-register/v1/parcels"


async def test_an_operation_without_an_agreement_is_refused_and_recorded(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("POST", "/land-register/v1/seizures", b'{"name": "x", "area": 1}')
    assert (answer.status, answer.code) == (403, "no-agreement")
    assert answer.json["params"]["operation"] == "seizeParcel"
    assert "seizeParcel" in answer.json["errors"][0]["message"]["en"]
    assert "seizeParcel" not in answer.json["detail"], "a clerk reads a name, or none"
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert (recorded.outcome["code"], recorded.outcome["effect"]) == ("no-agreement", "none")
    assert not gateway_under_test.register.calls


async def test_a_body_on_a_token_that_may_not_call_is_refused_before_it_is_read(
    gateway_under_test: GatewayUnderTest,
) -> None:
    path = "/land-register/v1/seizures"
    headers = [(n.encode(), v.encode()) for n, v in gateway_under_test.headers("POST", path).items()]

    class Untouched(list[bytes]):
        def pop(self, *_: object) -> bytes:
            pytest.fail("the body was read")

    answer = await asgi(
        gateway_under_test.app, "POST", path, [*headers, (b"content-length", b"900000")], Untouched([b"x"])
    )
    assert answer.code == "no-agreement"


async def test_another_purpose_is_another_right(gateway_under_test: GatewayUnderTest) -> None:
    headers: dict[str, str | None] = dict(
        gateway_under_test.headers("GET", f"{PARCELS}/p1", token=gateway_under_test.token(purpose="oversight"))
    )
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers=headers)
    assert answer.code == "no-agreement"


@pytest.mark.parametrize("term", [(60, None), (-120, -60)], ids=["not yet", "no longer"])
async def test_an_agreement_holds_from_and_to_its_days(
    gateway_under_test: GatewayUnderTest, term: tuple[float, float | None]
) -> None:
    now = time.time()
    other = an_agreement(valid_from=now + term[0], valid_to=None if term[1] is None else now + term[1])
    gateway_under_test.directory.snapshot = replace(gateway_under_test.directory.snapshot, agreements={other.id: other})
    assert (await gateway_under_test.call("GET", f"{PARCELS}/p1")).code == "no-agreement"


async def test_a_legal_act_demands_a_signed_request(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("POST", "/land-register/v1/titles", b'{"name": "x", "area": 1}')
    assert (answer.status, answer.code) == (403, "signature-required")
    assert not gateway_under_test.register.calls


def change(gateway_under_test: GatewayUnderTest, **terms: Any) -> None:
    """Put the agreement into force with these terms."""
    agreement = an_agreement(**terms)
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot, agreements={agreement.id: agreement}
    )


async def test_a_class_of_data_that_is_not_named_does_not_leave(gateway_under_test: GatewayUnderTest) -> None:
    service = gateway_under_test.directory.snapshot.services["land-register"]
    guarded = replace(service.operations["readParcel"], classes=frozenset({"specific"}))
    router: Router[OperationEntry] = Router([(guarded.method, guarded.template, guarded)])
    services = {service.name: replace(service, operations={"readParcel": guarded}, router=router)}
    gateway_under_test.directory.snapshot = replace(gateway_under_test.directory.snapshot, services=services)
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1")
    assert (answer.status, answer.code) == (403, "data-class-not-agreed")
    assert not gateway_under_test.register.calls
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["code"] == "data-class-not-agreed"


REFERENCE = "cns_01hzy6g0000000000000000001"


@dataclass
class Given:
    """Consents that a test holds in its hand."""

    standing: set[tuple[str, str, str]]

    async def giver(self, reference: str, *, member: str, purpose: str, at: datetime) -> frozenset[str]:  # noqa: ARG002 - a port
        stands = (reference, member, purpose) in self.standing
        return subjects.presented("citizenId", "01-23") if stands else frozenset()


async def test_an_agreement_on_consent_lets_through_what_a_consent_covers(gateway_under_test: GatewayUnderTest) -> None:
    change(gateway_under_test, consent=True, legal_basis=(), field_groups=frozenset({"owners"}))
    gateway_under_test.gateway.consents = given = Given({(REFERENCE, "police", "caseManagement")})
    gateway_under_test.register.answer |= {"owner": OWNER}
    named: dict[str, str | None] = {"consent-reference": REFERENCE}
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers=named)
    assert answer.status == 200
    assert gateway_under_test.register.calls[0].headers["consent-reference"] == REFERENCE
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert (recorded.outcome["consent"], recorded.outcome["legalBasis"]) == (REFERENCE, [])

    given.standing.clear()
    withdrawn = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers=named)
    assert (withdrawn.status, withdrawn.code) == (403, "consent-not-in-force")
    assert len(gateway_under_test.register.calls) == 1


@pytest.mark.parametrize(
    "owner", [{}, {"owner": OWNER | {"value": "01-24"}}, {"owner": OWNER}], ids=["nobody", "somebody else", "the giver"]
)
async def test_of_whom_a_hidden_field_names_a_consent_tells_nothing(
    gateway_under_test: GatewayUnderTest, owner: dict[str, Any]
) -> None:
    change(gateway_under_test, consent=True, legal_basis=())
    gateway_under_test.gateway.consents = Given({(REFERENCE, "police", "caseManagement")})
    gateway_under_test.register.answer |= owner
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers={"consent-reference": REFERENCE})
    assert (answer.status, answer.code) == (403, "consent-of-another")


@pytest.mark.parametrize("owner", [{}, {"owner": OWNER | {"value": "01-24"}}], ids=["nobody", "somebody else"])
async def test_a_consent_covers_the_data_of_the_person_who_gave_it_alone(
    gateway_under_test: GatewayUnderTest, owner: dict[str, Any]
) -> None:
    change(gateway_under_test, consent=True, legal_basis=())
    gateway_under_test.gateway.consents = Given({(REFERENCE, "police", "caseManagement")})
    gateway_under_test.register.answer |= owner
    named: dict[str, str | None] = {"consent-reference": REFERENCE}
    read = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers=named)
    assert (read.status, read.code, read.json["effect"]) == (403, "consent-of-another", "none")
    outcome = (await gateway_under_test.recorded(read)).outcome
    assert outcome is not None
    assert outcome["code"] == "consent-of-another"
    calls = len(gateway_under_test.register.calls)
    body = orjson.dumps({"name": "ນາ", "area": 3} | owner)
    written = await gateway_under_test.call("POST", PARCELS, body, headers=named)
    assert (written.code, len(gateway_under_test.register.calls)) == ("consent-of-another", calls)
    gateway_under_test.register.mood = "down"  # a failure of the service is no record of anybody
    assert (await gateway_under_test.call("GET", f"{PARCELS}/p1", headers=named)).status == 503


async def test_an_agreement_on_consent_demands_its_reference(gateway_under_test: GatewayUnderTest) -> None:
    change(gateway_under_test, consent=True, legal_basis=())
    assert (await gateway_under_test.call("GET", f"{PARCELS}/p1")).code == "consent-required"
    odd = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers={"consent-reference": "yes, of course"})
    assert odd.code == "consent-not-in-force"
    assert "of course" not in odd.body.decode()


async def test_a_gateway_that_keeps_no_consents_finds_none(gateway_under_test: GatewayUnderTest) -> None:
    change(gateway_under_test, consent=True)
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers={"consent-reference": REFERENCE})
    assert answer.code == "consent-not-in-force"


async def test_a_reference_where_none_is_asked_for_is_not_looked_up(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("GET", f"{PARCELS}/p1", headers={"consent-reference": REFERENCE})
    assert answer.status == 200
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert "consent" not in recorded.outcome
