"""An operation of files may declare a range of media types (RFC 9110 §12.5.1): which there are, its service decides."""

import pytest

from tests.support.gateway_under_test import GatewayUnderTest

MAPS = "/land-register/v1/maps"


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("image/webp", 201),
        ("Image/PNG; q=1", 201),
        ("application/octet-stream", 201),
        ("image/", 415),
        ("image", 415),
        ("text/html", 415),
        ("application/json", 415),
    ],
)
async def test_a_body_in_a_declared_range_is_passed_on(
    gateway_under_test: GatewayUnderTest, media_type: str, status: int
) -> None:
    headers: dict[str, str | None] = {"content-type": media_type, "content-length": "3"}
    answer = await gateway_under_test.call("POST", MAPS, [b"map"], headers=headers)
    assert answer.status == status
    assert len(gateway_under_test.register.calls) == (status == 201)


@pytest.mark.parametrize("media_type", ["image/webp", "application/geo+json", "application/json"])
async def test_a_file_in_a_declared_range_is_passed_back_unread_json_too(
    gateway_under_test: GatewayUnderTest, media_type: str
) -> None:
    gateway_under_test.register.file_type = media_type.encode()
    answer = await gateway_under_test.call("GET", f"{MAPS}/p1")
    assert (answer.status, answer.body, answer.headers["content-type"]) == (
        200,
        gateway_under_test.register.file,
        media_type,
    )


def test_a_refusal_is_no_file_of_a_range(gateway_under_test: GatewayUnderTest) -> None:
    operation = gateway_under_test.directory.snapshot.services["land-register"].operations["readMap"]
    refusal = operation.response(404, "application/problem+json")
    assert refusal is not None
    assert refusal.schema is not None
    assert operation.response(404, "image/png") is None
