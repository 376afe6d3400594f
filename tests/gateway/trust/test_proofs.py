from typing import Any

import pytest

from chassis.tokens.tokens import SigningKey, VerifyingKey, access_token_hash
from gateway.trust.keys import GatewayKeys
from gateway.trust.nonces import Nonces
from gateway.trust.proofs import Proof, ProofMemory, ProofRefused, Proofs

NOW = 1_790_000_000.0
URL = "https://gateway.gov.la"
PATH = "/case-registry/v1/cases"
KEY, OTHER, STRANGER = SigningKey.generate(), SigningKey.generate(), SigningKey.generate()
ATH = access_token_hash("token")


class Registered:
    """The system's keys."""

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:
        return None if issuer else {key.kid: key.verifying for key in (KEY, OTHER)}.get(kid)


def a_proof(key: SigningKey = KEY, header: dict[str, Any] | None = None, **changes: Any) -> str:
    claims = {"jti": "one", "htm": "POST", "htu": URL + PATH, "iat": int(NOW), "ath": ATH} | changes
    stated = {name: value for name, value in claims.items() if value is not None}
    return key.sign(header or {"typ": "dpop+jwt", "jwk": key.public_jwk}, stated)


def check(proof: str, proofs: Proofs | None = None, **changes: Any) -> Proof:
    facts: dict[str, Any] = {
        "method": "POST",
        "path": PATH,
        "keys": Registered(),
        "now": NOW,
        "jkt": KEY.kid,
        "ath": ATH,
    }
    return (proofs or Proofs(URL)).check(proof, **(facts | changes))


def reason(proof: str, **changes: Any) -> str:
    with pytest.raises(ProofRefused) as refused:
        check(proof, **changes)
    return refused.value.reason


def test_a_proof_of_this_request_holds() -> None:
    proof = check(a_proof())
    assert (proof.jkt, proof.jti, proof.made_at) == (KEY.kid, "one", int(NOW))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"htm": "GET"}, "proof-for-another-request"),
        ({"htm": "post"}, "proof-for-another-request"),
        ({"htu": URL + PATH + "/cas_1"}, "proof-for-another-request"),
        ({"htu": "http://gateway.gov.la" + PATH}, "proof-for-another-request"),
        ({"htu": "https://gateway.gov.la.evil.test" + PATH}, "proof-for-another-request"),
        ({"htu": "https://gateway.gov.la@evil.test" + PATH}, "proof-for-another-request"),
        ({"htu": "https://gateway.gov.la:444" + PATH}, "proof-for-another-request"),
        ({"htu": "https://gateway.gov.la:port" + PATH}, "proof-for-another-request"),
        ({"htu": PATH}, "proof-for-another-request"),
        ({"ath": access_token_hash("another")}, "proof-for-another-token"),
        ({"ath": None}, "proof-for-another-token"),
        ({"jti": "x" * 257}, "proof-invalid"),
        ({"jti": ""}, "proof-invalid"),
        ({"jti": None}, "proof-invalid"),
        ({"htm": None}, "proof-invalid"),
        ({"iat": None}, "proof-invalid"),
        ({"iat": True}, "proof-invalid"),
        ({"iat": str(int(NOW))}, "proof-invalid"),
        ({"iat": NOW - 60.5}, "proof-not-fresh"),
        ({"iat": NOW + 61.0}, "proof-not-fresh"),
        ({"iat": int(NOW) - 61}, "proof-not-fresh"),
        ({"iat": int(NOW) + 61}, "proof-not-fresh"),
    ],
)
def test_a_proof_of_anything_else_does_not(changes: dict[str, Any], expected: str) -> None:
    assert reason(a_proof(**changes)) == expected


TILDE = "/case-registry/v1/cases/a~b%2Fc"  # a path with an unreserved character and an encoded reserved one


@pytest.mark.parametrize(
    ("path", "htu"),
    [
        (PATH, URL + PATH),
        (PATH, "HTTPS://GATEWAY.GOV.LA:443" + PATH),
        (PATH, URL + ":" + PATH),
        (PATH, URL + PATH + "?limit=5#top"),
        (PATH, URL + PATH + "#a?b"),
        (PATH, URL + "/case%2Dregistry/v1/cases"),
        (PATH, URL + "/case%2dregistry/v1/%63ases"),
        (TILDE, URL + TILDE),
        (TILDE, URL + "/case-registry/v1/cases/a%7Eb%2fc"),
        ("/", URL),
        ("/", URL + "/"),
    ],
)
def test_an_address_may_be_spelt_differently(path: str, htu: str) -> None:
    check(a_proof(htu=htu), path=path)


@pytest.mark.parametrize(
    ("path", "htu"),
    [
        (PATH, URL + PATH + "/"),
        (PATH, URL + "/" + PATH),
        (PATH, URL + "/x/.." + PATH),
        (PATH, URL + "/." + PATH),
        (PATH, URL + "/Case-registry/v1/cases"),  # a path has capitals
        (PATH, URL + PATH + "%20"),
        (PATH, URL + PATH + " "),
        (PATH, " " + URL + PATH),
        (PATH, "\x01" + URL + PATH),
        (PATH, "https:/\t/gateway.gov.la" + PATH),
        (PATH, URL + PATH.replace("cases", "ca\nses")),
        (PATH, URL + PATH + "\n"),
        (PATH, URL + PATH + "?a b"),
        (PATH, URL + PATH + "?\u0e81"),
        (PATH, URL + "\\case-registry/v1/cases"),
        (PATH, URL + PATH + ";x"),
        (PATH, URL + PATH + "%"),
        (PATH, URL + PATH + "%6"),
        (PATH, URL + ":0443" + PATH),
        (PATH, URL + ":80" + PATH),
        (PATH, URL + ":0" + PATH),
        (PATH, URL + "." + PATH),
        (PATH, "https://x@gateway.gov.la" + PATH),
        (PATH, "https://@gateway.gov.la" + PATH),
        (PATH, "https://gateway%2Egov.la" + PATH),
        (PATH, "https://\uff47ateway.gov.la" + PATH),
        (PATH, "https:gateway.gov.la" + PATH),
        (PATH, "//gateway.gov.la" + PATH),
        (TILDE, URL + "/case-registry/v1/cases/a~b/c"),
        (TILDE, URL + "/case-registry/v1/cases/a~b%252Fc"),
        ("/a/b", URL + "/a%2Fb"),
        ("/a+b", URL + "/a%2Bb"),
        ("/%E0%BA%81", URL + "/\u0e81"),
    ],
)
def test_another_spelling_is_another_address(path: str, htu: str) -> None:
    assert reason(a_proof(htu=htu), path=path) == "proof-for-another-request"


def test_a_proof_may_be_made_within_a_second_and_is_used_once_all_the_same() -> None:
    proofs, proof = Proofs(URL), a_proof(iat=NOW + 0.5)
    assert check(proof, proofs).made_at == NOW
    with pytest.raises(ProofRefused, match="proof-replayed"):
        check(proof, proofs, now=NOW + 30)


def test_a_proof_is_by_the_very_key_of_the_token() -> None:
    assert reason(a_proof(OTHER)) == "key-mismatch"


def test_a_proof_by_an_unregistered_key_is_refused_with_and_without_a_token() -> None:
    assert reason(a_proof(STRANGER), jkt=STRANGER.kid) == "key-mismatch"
    assert reason(a_proof(STRANGER), jkt=None, ath=None) == "key-mismatch"


def test_a_stolen_header_without_its_key_is_refused() -> None:
    assert reason(a_proof(STRANGER, {"typ": "dpop+jwt", "jwk": KEY.public_jwk})) == "proof-invalid"


@pytest.mark.parametrize(
    "header",
    [{"typ": "JWT", "jwk": KEY.public_jwk}, {"typ": "dpop+jwt"}, {"typ": "dpop+jwt", "jwk": KEY.private_jwk()}],
)
def test_a_token_of_another_kind_is_no_proof(header: dict[str, Any]) -> None:
    assert reason(a_proof(header=header)) == "proof-invalid"


def test_garbage_is_no_proof() -> None:
    assert reason("garbage") == "proof-invalid"


def test_only_a_wrong_clock_is_told_the_time() -> None:
    with pytest.raises(ProofRefused) as stale:
        check(a_proof(iat=int(NOW) - 90))
    with pytest.raises(ProofRefused) as wrong:
        check(a_proof(htm="GET"))
    assert (stale.value.by_clock, wrong.value.by_clock) == (True, False)


def test_a_proof_carries_the_nonce_that_is_asked_for() -> None:
    keys = GatewayKeys(URL, [SigningKey.generate()])
    proofs, elsewhere = Proofs(URL, Nonces(keys)), Nonces(keys)
    with pytest.raises(ProofRefused) as refused:
        check(a_proof(), proofs)
    assert refused.value.reason == "proof-nonce-missing"
    assert check(a_proof(nonce=refused.value.nonce), proofs)
    # another process of the same gateway is believed without having been asked
    assert check(a_proof(jti="two", nonce=elsewhere.current(now=NOW)), proofs)


@pytest.mark.parametrize("made_at", [NOW - 400, NOW + 60])
def test_a_nonce_has_its_time(made_at: float) -> None:
    keys = GatewayKeys(URL, [SigningKey.generate()])
    nonce = Nonces(keys).current(now=made_at)
    with pytest.raises(ProofRefused, match="proof-nonce-missing"):
        check(a_proof(nonce=nonce), Proofs(URL, Nonces(keys)))


@pytest.mark.parametrize("nonce", ["", "nonce", 5, KEY.sign({"typ": "dpop-nonce+jwt"}, {"iss": URL})], ids=range(4))
def test_a_nonce_of_ones_own_is_none(nonce: object) -> None:
    keys = GatewayKeys(URL, [SigningKey.generate()])
    with pytest.raises(ProofRefused, match="proof-nonce-missing"):
        check(a_proof(nonce=nonce), Proofs(URL, Nonces(keys)))


def test_a_nonce_is_renewed_each_minute() -> None:
    nonces = Nonces(GatewayKeys(URL, [SigningKey.generate()]))
    assert nonces.current(now=NOW) == nonces.current(now=NOW + 59)
    assert nonces.current(now=NOW) != nonces.current(now=NOW + 60)


def test_a_proof_is_used_once() -> None:
    proofs, proof = Proofs(URL), a_proof()
    first = check(proof, proofs)
    with pytest.raises(ProofRefused, match="proof-replayed"):
        check(proof, proofs, now=NOW + 30)
    assert check(a_proof(jti="two"), proofs).fingerprint != first.fingerprint


def test_a_refused_proof_is_not_used_up() -> None:
    proofs, proof = Proofs(URL), a_proof()
    with pytest.raises(ProofRefused):
        check(proof, proofs, method="GET")
    check(proof, proofs)


def test_the_memory_of_proofs_is_as_long_as_they_are_fresh_and_no_longer() -> None:
    passed = 0
    memory = ProofMemory(monotonic=lambda: passed)
    for second in range(0, 600, 5):
        passed, now = second, NOW + second
        assert memory.remember(Proof("k", f"j{second}", int(now)))
        assert not memory.remember(Proof("k", f"j{max(0, second - 60)}", int(now - min(60, second))))
    assert len(memory) < 30


def test_a_clock_set_forward_and_back_lets_no_proof_be_used_again() -> None:
    memory, day = ProofMemory(monotonic=lambda: 100.0), 86_400
    assert memory.remember(Proof("k", "before", int(NOW)))
    for minute in range(10):
        assert memory.remember(Proof("k", f"ahead-{minute}", int(NOW) + day + 60 * minute))
    assert not memory.remember(Proof("k", "before", int(NOW)))


def test_after_a_clock_was_set_back_the_memory_does_not_grow_until_it_has_caught_up() -> None:
    passed = 0.0
    memory = ProofMemory(monotonic=lambda: passed)
    assert memory.remember(Proof("k", "tomorrow", int(NOW) + 86_400))
    for second in range(0, 600, 5):
        passed = second
        memory.remember(Proof("k", f"j{second}", int(NOW) + second))
    assert len(memory) < 30


def test_two_keys_may_choose_the_same_id() -> None:
    memory = ProofMemory()
    assert memory.remember(Proof("a", "j", int(NOW)))
    assert memory.remember(Proof("b", "j", int(NOW)))
