"""Benchmark of signatures in microseconds: token, DPoP proof, signed request; no network, no database."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from chassis.client.client_tokens import dpop_proof
from chassis.client.request_signing import signature_fields
from chassis.tokens.tokens import SigningKey, access_token_hash
from contracts.seats import Holding
from gateway.directory.entries import SystemEntry
from gateway.trust.access_tokens import Grant, mint, verified_access_tokens
from gateway.trust.answer_signatures import AnswerSigner
from gateway.trust.keys import GatewayKeys
from gateway.trust.nonces import Nonces
from gateway.trust.proofs import Proofs
from gateway.trust.request_signatures import RequestSignatures

URL = "https://gateway.gov.la"
PATH = "/case-registry/v1/cases"
Input = TypeVar("Input")
ROUNDS = 400
REPEATED_ROUNDS = 20_000


def rows() -> list[tuple[str, float, float | None]]:
    """Return name, microseconds per call, and the budget where there is one."""
    keys, key, now = GatewayKeys(URL, [SigningKey.generate()]), SigningKey.generate(), time.time()
    keys.switch(keys.prepare(now=now))
    system = SystemEntry("police-case-system", "police", "police", Holding(), {key.kid: key.verifying})
    grant = Grant("police-case-system", "police", "caseManagement", key.kid)
    tokens = [mint(keys.signing, URL, grant, now=now) for _ in range(ROUNDS)]
    believed, ath = verified_access_tokens(URL, keys), access_token_hash(tokens[0])
    proofs = [dpop_proof(key, "POST", URL + PATH, now=int(now), ath=ath) for _ in range(ROUNDS)]
    with_nonce = Proofs(URL, nonces := Nonces(keys))
    nonce = nonces.current(now=now)
    nonced = [dpop_proof(key, "POST", URL + PATH, now=int(now), ath=ath, nonce=nonce) for _ in range(ROUNDS)]
    signed = [_signed(key, tokens[0], int(now), number) for number in range(ROUNDS)]
    plain, signatures, signer = Proofs(URL), RequestSignatures(URL), AnswerSigner(keys)
    components = 's=("@status" "content-digest");nonce="n"'
    about: dict[str, Any] = {"method": "POST", "path": PATH, "keys": system, "now": now, "jkt": key.kid, "ath": ath}
    return [
        ("token, first time", _each(tokens, lambda token: believed.verify(token, now=now)), 250),
        ("token, repeated", _often(lambda: believed.verify(tokens[0], now=now)), 10),
        ("DPoP proof", _each(proofs, lambda proof: plain.check(proof, **about)), 130),
        ("DPoP proof with a nonce", _each(nonced, lambda proof: with_nonce.check(proof, **about)), 130),
        (
            "signed request",
            _each(
                signed,
                lambda headers: signatures.check(
                    headers, method="POST", target=PATH, keys=system, now=now, jkt=key.kid
                ),
            ),
            130,
        ),
        ("signed answer", _often(lambda: signer.fields(components, 200, "0" * 64, "xch_1", now=now), ROUNDS), None),
    ]


def _signed(key: SigningKey, token: str, now: int, number: int) -> dict[str, str]:
    headers = {"authorization": f"DPoP {token}", "content-type": "application/json", "idempotency-key": "k"}
    fields = signature_fields(key, "POST", URL + PATH, headers, b"{}", created=now, nonce=f"n{number}")
    return headers | {name.lower(): value for name, value in fields.items()}


def _each(inputs: list[Input], call: Callable[[Input], object]) -> float:
    began = time.process_time()
    for each in inputs:
        call(each)
    return (time.process_time() - began) / len(inputs) * 1e6


def _often(call: Callable[[], object], rounds: int = REPEATED_ROUNDS) -> float:
    began = time.process_time()
    for _ in range(rounds):
        call()
    return (time.process_time() - began) / rounds * 1e6
