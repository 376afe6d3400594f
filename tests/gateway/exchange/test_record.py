import pytest

from evidence.canonical import canonical
from evidence.digests import content_digest, request_digest
from tests.support.gateway_under_test import GatewayUnderTest

PARCELS = "/land-register/v1/parcels"
A_PARCEL = b'{"name": "Rice field", "area": 3}'


async def test_the_request_digest_is_what_anybody_can_compute(gateway_under_test: GatewayUnderTest) -> None:
    headers: dict[str, str | None] = {"idempotency-key": "k1"}
    recorded = await gateway_under_test.recorded(
        await gateway_under_test.call("POST", PARCELS, A_PARCEL, headers=headers)
    )
    expected = request_digest(
        method="POST",
        target=PARCELS,
        content_type="application/json",
        content_digest=content_digest(A_PARCEL),
        idempotency_key="k1",
    )
    assert recorded.intent is not None
    assert recorded.intent["requestDigest"] == expected.hex()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", PARCELS, A_PARCEL),
        ("POST", PARCELS, b"{"),
        ("POST", "/land-register/v1/seizures", A_PARCEL),
        ("GET", f"{PARCELS}/p1", b""),
    ],
)
async def test_details_are_kept_in_their_canonical_form(
    gateway_under_test: GatewayUnderTest, method: str, path: str, body: bytes
) -> None:
    await gateway_under_test.call(method, path, body)
    texts = [row["details"] for row in await gateway_under_test.pool.fetch("select details from ledger_details")]
    parsed = [details for _, details in await gateway_under_test.entries()]
    assert texts
    assert sorted(texts) == sorted(canonical(details).decode() for details in parsed)


async def test_no_path_no_query_and_no_body_is_kept(gateway_under_test: GatewayUnderTest) -> None:
    await gateway_under_test.call("GET", f"{PARCELS}/somebody?full=true")
    [(_, details)] = await gateway_under_test.entries()
    assert "somebody" not in str(details)
    assert "full" not in str(details)
