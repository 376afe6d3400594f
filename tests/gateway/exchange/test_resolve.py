from tests.support.gateway_under_test import GatewayUnderTest


async def test_an_unknown_path_is_not_found(gateway_under_test: GatewayUnderTest) -> None:
    for path in ("/land-register", "/land-register/v2/parcels", "/land-register/v1/parcels/p1/more"):
        answer = await gateway_under_test.call("GET", path)
        assert (answer.status, answer.code) == (404, "not-found")


async def test_another_method_is_told_which_there_are(gateway_under_test: GatewayUnderTest) -> None:
    answer = await gateway_under_test.call("DELETE", "/land-register/v1/parcels")
    assert (answer.status, answer.code, answer.headers["allow"]) == (405, "method-not-allowed", "POST")


async def test_a_directory_that_nobody_has_confirmed_decides_nothing(gateway_under_test: GatewayUnderTest) -> None:
    gateway_under_test.directory.stale = True
    answer = await gateway_under_test.call("GET", "/land-register/v1/parcels/p1")
    assert (answer.status, answer.code) == (503, "directory-stale")
    assert int(answer.headers["retry-after"]) >= 1
    assert not gateway_under_test.register.calls
    assert gateway_under_test.gateway.tally.take()
