import hashlib
from dataclasses import replace

from tests.support.bridge import Bridge, an_agreement

PATH = "/land-register/v1/parcels/p1"


async def test_fields_outside_the_agreement_are_taken_out_and_that_is_recorded(bridge: Bridge):
    narrow = an_agreement(field_groups=frozenset())
    bridge.directory.snapshot = replace(bridge.directory.snapshot, agreements={narrow.id: narrow})
    answer = await bridge.call("GET", PATH)
    assert answer.json == {"parcelId": "p1", "name": "ນາ", "area": 3}
    assert answer.headers["content-length"] == str(len(answer.body))
    recorded = await bridge.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["notCovered"] == ["/note", "/owner"]
    assert recorded.outcome["responseDigest"] == hashlib.sha256(answer.body).hexdigest()


async def test_what_the_agreement_covers_leaves_as_it_came(bridge: Bridge):
    bridge.register.raw = b'{ "note":"wet", "area":3, "name":"x" }'
    whole = an_agreement(field_groups=frozenset({"remarks", "owners"}))
    bridge.directory.snapshot = replace(bridge.directory.snapshot, agreements={whole.id: whole})
    answer = await bridge.call("GET", PATH)
    assert answer.body == bridge.register.raw
    recorded = await bridge.recorded(answer)
    assert recorded.outcome is not None
    assert "notCovered" not in recorded.outcome
