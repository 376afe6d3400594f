import time
from dataclasses import replace

import pytest

from tests.support.bridge import Bridge, an_agreement, asgi

PARCELS = "/land-register/v1/parcels"


async def test_an_operation_without_an_agreement_is_refused_and_recorded(bridge: Bridge):
    answer = await bridge.call("POST", "/land-register/v1/seizures", b'{"name": "x", "area": 1}')
    assert (answer.status, answer.code) == (403, "no-agreement")
    assert "seizeParcel" in answer.json["detail"]
    recorded = await bridge.recorded(answer)
    assert recorded.outcome is not None
    assert (recorded.outcome["code"], recorded.outcome["effect"]) == ("no-agreement", "none")
    assert not bridge.register.calls


async def test_a_body_on_a_token_that_may_not_call_is_refused_before_it_is_read(bridge: Bridge):
    path = "/land-register/v1/seizures"
    headers = [(n.encode(), v.encode()) for n, v in bridge.headers("POST", path).items()]

    class Untouched(list[bytes]):
        def pop(self, *_: object) -> bytes:
            pytest.fail("the body was read")

    answer = await asgi(bridge.app, "POST", path, [*headers, (b"content-length", b"900000")], Untouched([b"x"]))
    assert answer.code == "no-agreement"


async def test_another_purpose_is_another_right(bridge: Bridge):
    headers: dict[str, str | None] = dict(
        bridge.headers("GET", f"{PARCELS}/p1", token=bridge.token(purpose="oversight"))
    )
    answer = await bridge.call("GET", f"{PARCELS}/p1", headers=headers)
    assert answer.code == "no-agreement"


@pytest.mark.parametrize("term", [(60, None), (-120, -60)], ids=["not yet", "no longer"])
async def test_an_agreement_holds_from_and_to_its_days(bridge: Bridge, term: tuple[float, float | None]):
    now = time.time()
    other = an_agreement(valid_from=now + term[0], valid_to=None if term[1] is None else now + term[1])
    bridge.directory.snapshot = replace(bridge.directory.snapshot, agreements={other.id: other})
    assert (await bridge.call("GET", f"{PARCELS}/p1")).code == "no-agreement"


async def test_a_legal_act_demands_a_signed_request(bridge: Bridge):
    answer = await bridge.call("POST", "/land-register/v1/titles", b'{"name": "x", "area": 1}')
    assert (answer.status, answer.code) == (403, "signature-required")
    assert not bridge.register.calls
