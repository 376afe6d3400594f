import time
from dataclasses import replace

from gateway.ledger.pseudonyms import Pseudonyms
from gateway.trust.access_tokens import Grant, mint
from tests.support.gateway_under_test import PUBLIC_URL, GatewayUnderTest

PATH = "/land-register/v1/parcels/p1"


async def test_the_service_hears_the_officer_and_the_ledger_keeps_a_pseudonym(
    gateway_under_test: GatewayUnderTest,
) -> None:
    grant = replace(
        Grant("police-case-system", "police", "caseManagement", gateway_under_test.key.kid), officer="somchai.v"
    )
    token = mint(gateway_under_test.keys.signing, PUBLIC_URL, grant, now=time.time())
    answer = await gateway_under_test.call(
        "GET", PATH, headers=dict(gateway_under_test.headers("GET", PATH, token=token))
    )
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["officer"] == gateway_under_test.gateway.pseudonyms.officer("police", "somchai.v")
    assert "somchai" not in str(recorded.outcome)
    [call] = gateway_under_test.register.calls
    voucher = gateway_under_test.gateway.vouchers
    assert voucher is not None
    assert "officer" in read_claims(call.headers["voucher"])


def read_claims(token: str) -> dict[str, object]:
    import orjson

    from chassis.tokens.tokens import read

    found: dict[str, object] = orjson.loads(read(token).payload)
    return found


def test_pseudonyms_tell_officers_of_different_members_apart_and_need_the_key() -> None:
    one, other = Pseudonyms(b"k" * 32), Pseudonyms(b"o" * 32)
    assert one.officer("police", "a") == one.officer("police", "a")
    assert one.officer("police", "Somchai.V.") == one.officer("police", "somchai.v")
    assert len({one.officer("police", "a"), one.officer("court", "a"), other.officer("police", "a")}) == 3
