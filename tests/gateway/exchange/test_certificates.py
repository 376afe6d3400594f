import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from chassis.tokens.tokens import SigningKey
from gateway.trust.access_tokens import Grant, mint
from gateway.trust.certificates import check_certificate
from tests.support.certificates import client_cert
from tests.support.gateway_under_test import PUBLIC_URL, GatewayUnderTest

PATH = "/land-register/v1/parcels/p1"
HOST = {"host": "127.0.0.1:8080"}


def bound(gateway_under_test: GatewayUnderTest, certificate: str) -> str:
    """Return a token bound to the certificate, as the token endpoint makes it."""
    keys = gateway_under_test.directory.snapshot.systems["police-case-system"]
    found = check_certificate(certificate, keys=keys, now=time.time())
    grant = Grant("police-case-system", "police", "caseManagement", found.jkt, x5t=found.x5t)
    return mint(gateway_under_test.keys.signing, PUBLIC_URL, grant, now=time.time())


async def reason(gateway_under_test: GatewayUnderTest, headers: dict[str, str]) -> str:
    answer = await gateway_under_test.send("GET", PATH, b"", HOST | headers)
    assert answer.status == 401
    assert not gateway_under_test.register.calls
    found: str = answer.json["params"]["reason"]
    return found


@pytest.fixture
def hop(gateway_under_test: GatewayUnderTest) -> GatewayUnderTest:
    gateway_under_test.gateway.hops = (ip_network("127.0.0.0/8"),)
    return gateway_under_test


async def test_a_token_bound_to_a_certificate_is_good_with_it(hop: GatewayUnderTest) -> None:
    cert = client_cert(hop.key)
    headers = {"authorization": f"Bearer {bound(hop, cert)}", "client-cert": cert}
    for _ in range(2):  # TLS has no replay to remember
        assert (await hop.send("GET", PATH, b"", HOST | headers)).status == 200


async def test_from_anybody_but_the_hop_the_header_is_refused(hop: GatewayUnderTest) -> None:
    cert = client_cert(hop.key)
    headers = {"authorization": f"Bearer {bound(hop, cert)}", "client-cert": cert}
    hop.gateway.hops = (ip_network("10.0.0.1/32"),)
    answer = await hop.send("GET", PATH, b"", HOST | headers)
    assert (answer.status, answer.code) == (400, "reserved-header")
    hop.gateway.hops = ()
    assert (await hop.send("GET", "/docs", b"", HOST | {"client-cert": cert})).code == "reserved-header"
    assert (await hop.send("GET", "/docs", b"", HOST | {"client-cert-chain": cert})).code == "reserved-header"


async def test_without_the_certificate_the_token_is_worth_nothing(hop: GatewayUnderTest) -> None:
    token = bound(hop, client_cert(hop.key))
    assert await reason(hop, {"authorization": f"Bearer {token}"}) == "certificate-missing"
    proof = hop.proof(token, "GET", PATH)
    assert await reason(hop, {"authorization": f"DPoP {token}", "dpop": proof}) == "scheme-not-accepted"


async def test_another_certificate_of_the_same_key_is_another_certificate(hop: GatewayUnderTest) -> None:
    token = bound(hop, client_cert(hop.key))
    other = client_cert(hop.key, common_name="other")
    assert await reason(hop, {"authorization": f"Bearer {token}", "client-cert": other}) == (
        "certificate-for-another-token"
    )


async def test_a_revoked_key_ends_its_certificates_too(hop: GatewayUnderTest) -> None:
    cert = client_cert(hop.key)
    token = bound(hop, cert)
    system = hop.directory.snapshot.systems["police-case-system"]
    assert isinstance(system.keys, dict)
    system.keys.clear()
    assert await reason(hop, {"authorization": f"Bearer {token}", "client-cert": cert}) == "key-not-registered"


async def test_a_dpop_token_is_not_accepted_as_bearer_whatever_comes_with_it(hop: GatewayUnderTest) -> None:
    headers = {"authorization": f"Bearer {hop.token()}", "client-cert": client_cert(hop.key)}
    assert await reason(hop, headers) == "scheme-not-accepted"


@pytest.mark.parametrize(
    "field",
    ["x", "::", ":AAAA:", ":MIIB", client_cert(None), client_cert(SigningKey.generate())],
    ids=["no bytes", "empty", "no DER", "cut off", "RSA", "another key"],
)
async def test_what_is_no_certificate_of_ours_is_refused(hop: GatewayUnderTest, field: str) -> None:
    token = bound(hop, client_cert(hop.key))
    assert await reason(hop, {"authorization": f"Bearer {token}", "client-cert": field}) in {
        "certificate-malformed",
        "certificate-for-another-token",
    }


@pytest.mark.parametrize("begins", [timedelta(days=-3), timedelta(days=3)])
async def test_a_certificate_has_its_days(hop: GatewayUnderTest, begins: timedelta) -> None:
    cert = client_cert(hop.key, begins=datetime.now(UTC) + begins)
    token = bound(hop, client_cert(hop.key))
    assert await reason(hop, {"authorization": f"Bearer {token}", "client-cert": cert}) == "certificate-not-valid-now"
