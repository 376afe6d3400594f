from tests.support.bridge import Bridge


async def test_an_unknown_path_is_not_found(bridge: Bridge):
    for path in ("/land-register", "/land-register/v2/parcels", "/land-register/v1/parcels/p1/more"):
        answer = await bridge.call("GET", path)
        assert (answer.status, answer.code) == (404, "not-found")


async def test_another_method_is_told_which_there_are(bridge: Bridge):
    answer = await bridge.call("DELETE", "/land-register/v1/parcels")
    assert (answer.status, answer.code, answer.headers["allow"]) == (405, "method-not-allowed", "POST")


async def test_a_directory_that_nobody_has_confirmed_decides_nothing(bridge: Bridge):
    bridge.directory.stale = True
    answer = await bridge.call("GET", "/land-register/v1/parcels/p1")
    assert (answer.status, answer.code) == (503, "directory-stale")
    assert int(answer.headers["retry-after"]) >= 1
    assert not bridge.register.calls
    assert bridge.gateway.tally.take()
