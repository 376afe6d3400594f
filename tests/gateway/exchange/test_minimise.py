import hashlib
from dataclasses import replace

from tests.support.gateway_under_test import GatewayUnderTest, an_agreement

PATH = "/land-register/v1/parcels/p1"


async def test_fields_outside_the_agreement_are_taken_out_and_that_is_recorded(
    gateway_under_test: GatewayUnderTest,
) -> None:
    narrow = an_agreement(field_groups=frozenset())
    gateway_under_test.directory.snapshot = replace(
        gateway_under_test.directory.snapshot, agreements={narrow.id: narrow}
    )
    answer = await gateway_under_test.call("GET", PATH)
    assert answer.json == {"parcelId": "p1", "name": "ນາ", "area": 3}
    assert answer.headers["content-length"] == str(len(answer.body))
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["notCovered"] == ["/note", "/owner"]
    assert recorded.outcome["responseDigest"] == hashlib.sha256(answer.body).hexdigest()


async def test_what_the_agreement_covers_leaves_as_it_came(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.raw = b'{ "note":"wet", "area":3, "name":"x" }'
    whole = an_agreement(field_groups=frozenset({"remarks", "owners"}))
    gateway_under_test.directory.snapshot = replace(gateway_under_test.directory.snapshot, agreements={whole.id: whole})
    answer = await gateway_under_test.call("GET", PATH)
    assert answer.body == gateway_under_test.register.raw
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert "notCovered" not in recorded.outcome
