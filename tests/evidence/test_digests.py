"""Digests: as RFC 9530 prints them, and strict when read."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.digests import DigestMalformed, content_digest, request_digest, spell_digest, stated_digest

# RFC 9530, appendix B.1: the body `{"hello": "world"}` and a line feed.
RFC_BODY = b'{"hello": "world"}\n'
RFC_HEADER = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"


def test_the_example_of_the_rfc_is_met() -> None:
    assert content_digest(RFC_BODY) == RFC_HEADER


@given(st.binary())
def test_a_digest_comes_back_from_its_header(body: bytes) -> None:
    assert stated_digest(content_digest(body)) == hashlib.sha256(body).digest()
    assert spell_digest(hashlib.sha256(body).digest()) == content_digest(body)


def test_other_algorithms_beside_it_are_passed_over() -> None:
    header = f"sha-512=:{'A' * 86}==:, {RFC_HEADER} ,md5=:AAAA:"
    assert stated_digest(header) == hashlib.sha256(RFC_BODY).digest()


def test_the_last_of_equal_names_counts() -> None:
    assert stated_digest(f"sha-256=:AAAA:, {RFC_HEADER}") == hashlib.sha256(RFC_BODY).digest()


@pytest.mark.parametrize(
    "header",
    ["", "sha-256", "sha-256=abc", "SHA-256=:AAAA:", "sha-512=:AAAA:", "sha-256=:AAA:", "sha-256=:AAAA:",
     RFC_HEADER + ",", RFC_HEADER + "; q=1", "sha-256=:" + "A" * 10_000 + ":"],
)  # fmt: skip
def test_what_states_no_digest_is_refused(header: str) -> None:
    with pytest.raises(DigestMalformed):
        stated_digest(header)


def test_a_request_digest_is_that_of_the_canonical_facts() -> None:
    expected = (
        b'{"contentType":"application/json","idempotencyKey":"k","method":"POST","target":"/case-registry/v1/cases"}'
    )
    digest = request_digest(
        method="POST", target="/case-registry/v1/cases", content_type="application/json", idempotency_key="k"
    )
    assert digest == hashlib.sha256(expected).digest()


@given(st.sets(st.sampled_from(["content_type", "content_digest", "idempotency_key", "if_match"])))
def test_every_fact_counts(given_facts: set[str]) -> None:
    facts = dict.fromkeys(given_facts, "x")
    bare = request_digest(method="GET", target="/a")
    assert (request_digest(method="GET", target="/a", **facts) == bare) == (not facts)
