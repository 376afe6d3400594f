import hashlib

import pytest

from gateway.exchange.answer import length_of
from tests.support.gateway_under_test import GatewayUnderTest

MAP = "/land-register/v1/maps/p1"


async def test_a_file_is_streamed_and_its_digest_recorded_before_it_leaves(
    gateway_under_test: GatewayUnderTest,
) -> None:
    answer = await gateway_under_test.call("GET", MAP)
    assert (answer.status, answer.complete) == (200, True)
    assert answer.body == gateway_under_test.register.file
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["content-digest"].startswith("sha-256=:")
    recorded = await gateway_under_test.recorded(answer)
    assert recorded.outcome is not None
    assert recorded.outcome["responseDigest"] == hashlib.sha256(gateway_under_test.register.file).hexdigest()


async def test_a_file_that_is_not_what_its_digest_said_never_becomes_whole(
    gateway_under_test: GatewayUnderTest,
) -> None:
    gateway_under_test.register.mood = "lying"
    answer = await gateway_under_test.call("GET", MAP)
    assert not answer.complete
    assert len(answer.body) < len(gateway_under_test.register.file)


async def test_a_file_without_a_digest_does_not_leave(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.register.mood = "silent"
    answer = await gateway_under_test.call("GET", MAP)
    assert (answer.status, answer.json["params"]["reason"]) == (502, "digest-missing")


async def test_the_callers_trace_goes_on(gateway_under_test: GatewayUnderTest) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = await gateway_under_test.call("GET", MAP, headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    assert answer.headers["traceparent"].split("-")[1] == trace
    assert gateway_under_test.register.calls[0].headers["traceparent"] == answer.headers["traceparent"]


@pytest.mark.parametrize(("status", "length"), [(200, "0"), (201, "0"), (204, None), (304, None)])
def test_an_answer_without_content_states_no_length(status: int, length: str | None) -> None:
    assert length_of(status, "0") == length
