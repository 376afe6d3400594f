import time
from dataclasses import replace

from gateway.ledger.pseudonyms import Pseudonyms
from gateway.trust.access_tokens import Grant, mint
from tests.support.bridge import PUBLIC_URL, Bridge

PATH = "/land-register/v1/parcels/p1"


async def test_the_service_hears_the_officer_and_the_ledger_keeps_a_pseudonym(bridge: Bridge):
    grant = replace(Grant("police-case-system", "police", "caseManagement", bridge.key.kid), officer="somchai.v")
    token = mint(bridge.keys.signing, PUBLIC_URL, grant, now=time.time())
    answer = await bridge.call("GET", PATH, headers=dict(bridge.headers("GET", PATH, token=token)))
    recorded = await bridge.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["officer"] == bridge.gateway.pseudonyms.officer("police", "somchai.v")
    assert "somchai" not in str(recorded.outcome)
    [call] = bridge.register.calls
    voucher = bridge.gateway.vouchers
    assert voucher is not None
    assert "officer" in read_claims(call.headers["voucher"])


def read_claims(token: str) -> dict[str, object]:
    import orjson

    from chassis.tokens.tokens import read

    found: dict[str, object] = orjson.loads(read(token).payload)
    return found


def test_pseudonyms_tell_officers_of_different_members_apart_and_need_the_key():
    one, other = Pseudonyms(b"k" * 32), Pseudonyms(b"o" * 32)
    assert one.officer("police", "a") == one.officer("police", "a")
    assert one.officer("police", "Somchai.V.") == one.officer("police", "somchai.v")
    assert len({one.officer("police", "a"), one.officer("court", "a"), other.officer("police", "a")}) == 3
