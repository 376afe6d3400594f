"""The lines about strangers: short, and without a word of theirs."""

import io
from collections.abc import Iterator

import orjson
import pytest

from chassis.process import logs
from gateway import security_log
from gateway.errors.passage import HostRefused
from gateway.trust.errors import TokenRequestInvalid

LONGEST_ADDRESS = ("2001:0db8:1234:5678:9abc:def0:1234:5678", 65_000)
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logs.RateLimitedHandler(stream)
    handler.setFormatter(logs.JsonLines("gateway"))
    security_log.LOG.addHandler(handler)
    yield stream
    security_log.LOG.removeHandler(handler)


@pytest.mark.parametrize("claimed", ["control-tower-console", "public-security-case-system"])
def test_a_strangers_line_is_short_whatever_is_wrong(written: io.StringIO, claimed: str) -> None:
    for reason in ("life-not-a-number", "field-missing"):
        refusal = TokenRequestInvalid(reason=reason)
        who = {"claimed": claimed}
        security_log.note_at_the_door(refusal, trace=TRACE, path="/oauth/token", client=LONGEST_ADDRESS, who=who)
    lines = written.getvalue().splitlines()
    assert [orjson.loads(line)["reason"] for line in lines] == ["life-not-a-number", "field-missing"]
    assert {orjson.loads(line)["peer"] for line in lines} == {"2001:db8:1234:5678::/64"}
    assert max(map(len, lines)) <= 300


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/khamphone-souvanlasy-cancer", "/…"),
        ("/khamphone/cancer", "/…/…"),
        ("/ledger/v1/keys/khamphone", "/ledger/…"),
        ("/", "/"),
    ],
)
def test_a_path_that_is_none_of_ours_is_not_said(written: io.StringIO, path: str, shown: str) -> None:
    security_log.note_at_the_door(HostRefused(), trace=TRACE, path=path, client=LONGEST_ADDRESS)
    assert orjson.loads(written.getvalue())["path"] == shown


def test_of_a_callers_path_the_service_is_said() -> None:
    assert security_log.shown_path("/land-register/v1/parcels/khamphone", "land-register") == "/land-register/…"
