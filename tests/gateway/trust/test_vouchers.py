from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chassis.http.caller import Vouchers as Reader
from chassis.tokens.tokens import SigningKey
from contracts.voucher import Caller
from gateway.trust import vouchers
from gateway.trust.keys import GatewayKeys
from gateway.trust.vouchers import LIFE_S, MARGIN_S, Vouchers

KEY = SigningKey.generate()
KEYS = GatewayKeys("https://gateway.gov.la", [KEY])
NOW = 1_790_000_000.0
CALLER = Caller("police", "police", "police-case-system", None, "caseManagement", "agr_police-cases")


class Stopped:
    def now(self) -> datetime:
        return datetime.fromtimestamp(NOW, UTC)


def made(
    maker: Vouchers,
    caller: Caller = CALLER,
    service: str = "case-registry",
    *,
    token: bytes = b"t",
    version: int = 1,
    now: float = NOW,
) -> str:
    return maker.voucher(caller, service, token_digest=token, directory_version=version, now=now)


def maker() -> Vouchers:
    return Vouchers(KEYS)


def test_a_service_reads_the_caller_that_the_gateway_vouched_for() -> None:
    assert Reader("case-registry", KEYS, Stopped()).caller(made(maker())) == CALLER


def test_the_gateway_vouches_for_itself_when_it_looks_up_effects() -> None:
    caller = Reader("case-registry", KEYS, Stopped()).caller(maker().own("case-registry", now=NOW))
    assert (caller.member, caller.kind) == ("gateway", "gateway")


def test_a_voucher_is_made_once_for_many_exchanges() -> None:
    same = maker()
    assert made(same) is made(same, now=NOW + LIFE_S - MARGIN_S - 1)


def test_another_token_service_agreement_or_directory_gets_a_voucher_of_its_own() -> None:
    same = maker()
    first = made(same)
    others = [
        made(same, token=b"u"),
        made(same, service="health-summaries"),
        made(same, replace(CALLER, agreement="agr_other")),
        made(same, version=2),
    ]
    assert len({first, *others}) == 5


def test_a_voucher_is_made_again_before_it_could_die_on_its_way() -> None:
    same = maker()
    assert made(same) != made(same, now=NOW + LIFE_S - MARGIN_S)


def test_a_flush_forgets_every_voucher() -> None:
    same = maker()
    first = made(same)
    same.flush()
    assert made(same) is not first


def test_the_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vouchers, "CAPACITY", 2)
    same = maker()
    for number in range(5):
        made(same, token=bytes([number]))
    assert len(same._kept) == 2


@pytest.mark.parametrize("token", [b"t", b""], ids=["a caller's", "our own for look-ups"])
def test_a_voucher_made_under_a_clock_that_was_ahead_is_not_handed_out_when_it_is_back(token: bytes) -> None:
    one, day = maker(), 86_400
    tomorrow = made(one, token=token, now=NOW + day)
    today = made(one, token=token, now=NOW)
    assert today != tomorrow
    Reader("case-registry", KEYS, Stopped()).caller(today)
