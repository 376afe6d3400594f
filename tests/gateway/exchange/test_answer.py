import hashlib

import pytest

from gateway.exchange.answer import length_of
from tests.support.bridge import Bridge

MAP = "/land-register/v1/maps/p1"


async def test_a_file_is_streamed_and_its_digest_recorded_before_it_leaves(bridge: Bridge):
    answer = await bridge.call("GET", MAP)
    assert (answer.status, answer.complete) == (200, True)
    assert answer.body == bridge.register.file
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["content-digest"].startswith("sha-256=:")
    recorded = await bridge.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["responseDigest"] == hashlib.sha256(bridge.register.file).hexdigest()


async def test_a_file_that_is_not_what_its_digest_said_never_becomes_whole(bridge: Bridge):
    bridge.register.mood = "lying"
    answer = await bridge.call("GET", MAP)
    assert not answer.complete
    assert len(answer.body) < len(bridge.register.file)


async def test_a_file_without_a_digest_does_not_leave(bridge: Bridge):
    bridge.register.mood = "silent"
    answer = await bridge.call("GET", MAP)
    assert (answer.status, answer.json["params"]["reason"]) == (502, "digest-missing")


async def test_the_callers_trace_goes_on(bridge: Bridge):
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = await bridge.call("GET", MAP, headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    assert answer.headers["traceparent"].split("-")[1] == trace
    assert bridge.register.calls[0].headers["traceparent"] == answer.headers["traceparent"]


@pytest.mark.parametrize(("status", "length"), [(200, "0"), (201, "0"), (204, None), (304, None)])
def test_an_answer_without_content_states_no_length(status: int, length: str | None):
    assert length_of(status, "0") == length
